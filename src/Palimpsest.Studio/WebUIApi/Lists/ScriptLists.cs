using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>Scripts as webui describes them.</summary>
internal static class ScriptLists
{
    public static JsonArray Info(IModelShelf shelf) => new([.. WebUIScript.All.Select(script => new JsonObject
    {
        ["name"] = script.Name,
        ["is_alwayson"] = script.IsAlwaysOn,
        ["is_img2img"] = script.IsImg2Img,
        ["args"] = new JsonArray([.. script.Controls.Select(control => Control(control, script, shelf))]),
    })]);

    private static JsonObject Control(ScriptControl control, WebUIScript script, IModelShelf shelf) => new()
    {
        ["label"] = control.Label,
        ["value"] = control.Value is JsonElement value ? JsonSerializer.SerializeToNode(value) : null,
        ["minimum"] = control.Minimum,
        ["maximum"] = control.Maximum,
        ["step"] = control.Step,
        ["choices"] = control.Choices switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } list => Texts(Choices(list.GetString()!, script, shelf)),
            JsonElement choices => JsonSerializer.SerializeToNode(choices),
        },
    };

    private static IEnumerable<string> Choices(string list, WebUIScript script, IModelShelf shelf) => list switch
    {
        "@axes" => XyzAxes.OfTab(!script.IsImg2Img).Select(axis => axis.Label),
        "@samplers" => SamplerCatalog.All.Select(sampler => sampler.Name),
        "@schedulers" => SchedulerCatalog.All.Select(scheduler => scheduler.Label),
        "@checkpoints" => shelf.Checkpoints.Select(checkpoint => checkpoint.Title),
        _ => shelf.Upscalers,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
