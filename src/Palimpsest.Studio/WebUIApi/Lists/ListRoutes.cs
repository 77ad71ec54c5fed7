using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>The lists of what there is (webui.md 1.12).</summary>
internal static class ListRoutes
{
    /// <summary>webui's picture upscalers have a factor of their own; filters take any, and are listed with this.</summary>
    private const double AnyScale = 4;

    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        List(routes, "samplers", "The samplers.", _ => SamplerLists.Samplers());
        List(routes, "schedulers", "The noise schedules.", _ => SamplerLists.Schedulers());
        List(routes, "upscalers", "The upscalers of pictures.", shelf => Each(shelf.Upscalers, name => new JsonObject
        {
            ["name"] = name,
            ["model_name"] = null,
            ["model_path"] = null,
            ["model_url"] = null,
            ["scale"] = AnyScale,
        }));
        List(routes, "latent-upscale-modes", "The upscalers of latents.", _ => Each(LatentUpscalers.Names, name => new JsonObject { ["name"] = name }));
        List(routes, "sd-models", "The checkpoints.", shelf => Each(shelf.Checkpoints, ModelLists.Checkpoint));
        List(routes, "sd-vae", "The autoencoders.", shelf => Each(shelf.Vaes, file => new JsonObject { ["model_name"] = file.Name, ["filename"] = file.Path }));
        List(routes, "hypernetworks", "The hypernetworks.", shelf => Each(shelf.Hypernetworks, file => new JsonObject { ["name"] = file.Name, ["path"] = file.Path }));
        List(routes, "loras", "The LoRAs.", shelf => Each(shelf.Loras, ModelLists.Lora));
        List(routes, "embeddings", "The textual inversions.", ModelLists.Embeddings);
        List(routes, "face-restorers", "The face restorers; none is installed.", _ => new JsonArray());
        List(routes, "realesrgan-models", "The R-ESRGAN models; none is installed.", _ => new JsonArray());
        List(routes, "extensions", "The extensions; there are none.", _ => new JsonArray());
        List(routes, "scripts", "The names of all scripts.", _ => new JsonObject { ["txt2img"] = Names(txt2Img: true), ["img2img"] = Names(txt2Img: false) });
        List(routes, "script-info", "All scripts with their arguments.", shelf => ScriptLists.Info(shelf));
        routes.MapGet("prompt-styles", (IStyleShelf styles) => WebUIAnswer.Json(Each(styles.All, Style))).WithSummary("The styles of styles.csv.");
    }

    private static void List(IEndpointRouteBuilder routes, string route, string summary, Func<IModelShelf, JsonNode> read) =>
        routes.MapGet(route, (IModelShelf shelf) => WebUIAnswer.Json(read(shelf))).WithSummary(summary);

    private static JsonObject Style(PromptStyle style) => new() { ["name"] = style.Name, ["prompt"] = style.Prompt, ["negative_prompt"] = style.NegativePrompt };

    private static JsonArray Names(bool txt2Img) => Each(WebUIScript.OfTab(txt2Img), script => script.Name);

    private static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonNode?> of) => new([.. items.Select(of)]);
}
