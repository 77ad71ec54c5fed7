using System.Text.Json;
using System.Text.Json.Serialization;

namespace Palimpsest.Studio.WebUIApi.Scripts;

/// <summary>A script of webui's with its controls (webui.md 11), as its API tells of it.</summary>
/// <param name="Name">The title in lower case.</param>
/// <param name="Title">As people read it; null for always-on scripts, which have fields of their own.</param>
/// <param name="IsAlwaysOn">Whether it is given among "alwayson_scripts".</param>
/// <param name="IsImg2Img">Of img2img's page, else of txt2img's.</param>
/// <param name="Controls">Its arguments in their order.</param>
internal sealed record WebUIScript(
    string Name,
    string? Title,
    [property: JsonPropertyName("is_alwayson")] bool IsAlwaysOn,
    [property: JsonPropertyName("is_img2img")] bool IsImg2Img,
    [property: JsonPropertyName("args")] IReadOnlyList<ScriptControl> Controls)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    /// <summary>txt2img's, then img2img's, each in webui's order.</summary>
    public static IReadOnlyList<WebUIScript> All { get; } = EmbeddedData.Read<WebUIScript[]>("scripts.json", Reading);

    public static IEnumerable<WebUIScript> OfTab(bool txt2Img) => All.Where(script => script.IsImg2Img != txt2Img);
}
