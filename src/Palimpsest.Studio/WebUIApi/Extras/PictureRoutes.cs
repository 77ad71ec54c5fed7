using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>What a picture says of itself (webui.md 1.10), and what it shows, which no installed model can tell.</summary>
internal static class PictureRoutes
{
    public static void MapPictures(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("png-info", async (HttpContext context, EncodedPictures pictures, IStyleShelf styles) =>
        {
            Body body = await RequestBody.ReadAsync(context, WebUISchemas.PngInfo);
            GenerationText made = GenerationText.Read(await pictures.ReadAsync(body.Text("image")!, context.RequestAborted));
            return WebUIAnswer.Json(new JsonObject
            {
                ["info"] = made.Text ?? "",
                ["items"] = new JsonObject(made.Items.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))),
                ["parameters"] = Parameters(made.Text ?? "", styles),
            });
        }).Takes(WebUISchemas.PngInfo, "What a picture's file says of its making.");
        routes.MapPost("interrogate", async (HttpContext context, EncodedPictures pictures) =>
        {
            Body body = await RequestBody.ReadAsync(context, WebUISchemas.Interrogate);
            await pictures.ReadAsync(body.Text("image")!, context.RequestAborted);

            // What webui answers when its captioning models cannot be loaded.
            return body.Text("model") switch
            {
                "clip" => WebUIAnswer.Json(new JsonObject { ["caption"] = "<error>" }),
                "deepdanbooru" => throw WebUIException.Internal("FileNotFoundError", "DeepDanbooru is not installed."),
                _ => throw WebUIException.Http(404, "Model not found"),
            };
        }).Takes(WebUISchemas.Interrogate, "A caption for a picture; answers <error>, as no captioning model is installed.");
    }

    private static JsonObject Parameters(string infotext, IStyleShelf styles) => new(
        InfotextReader.Read(infotext, new InfotextReading { Styles = new PromptStyles(styles.All) }).Select(field => KeyValuePair.Create(field.Key, Node(field.Value))));

    private static JsonNode? Node(object value) => value switch
    {
        bool flag => flag,
        int number => number,
        string[] list => new JsonArray([.. list.Select(text => JsonValue.Create(text))]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
