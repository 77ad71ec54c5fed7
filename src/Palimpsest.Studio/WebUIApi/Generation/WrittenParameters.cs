using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>The parameters that a picture's infotext holds, for the "info" of an answer.</summary>
internal sealed class WrittenParameters(string infotext)
{
    /// <summary>Parameters that are no extra ones to webui (webui.md 8.2).</summary>
    private static readonly HashSet<string> Plain =
    [
        "Steps", "Sampler", "CFG scale", "Image CFG scale", "Seed", "Face restoration", "Size", "Model hash", "Model", "FP8 weight", "Cache FP16 weight for LoRA",
        "VAE hash", "VAE", "Variation seed", "Variation seed strength", "Seed resize from", "Conditional mask weight", "Clip skip", "ENSD", "Token merging ratio",
        "Token merging ratio hr", "Init image hash", "RNG", "Tiling", "Version", "User",
    ];

    private readonly List<(string Key, string Value)> _written = InfotextFieldScanner.Scan(infotext[(infotext.LastIndexOf('\n') + 1)..]);

    public string? Find(string key) => _written.Where(field => field.Key == key).Select(field => InfotextValue.Unquote(field.Value)).FirstOrDefault();

    /// <summary>What webui computes for each picture of hires fix, and answers null for where nothing is written.</summary>
    private static readonly string[] OfHires = ["Hires prompt", "Hires negative prompt", "Hires schedule type"];

    /// <summary>webui's extra_generation_params; what was set as a number or a switch is one.</summary>
    public JsonObject Extra(bool hasHires)
    {
        var extra = new JsonObject();
        foreach ((string key, string value) in _written)
        {
            if (!Plain.Contains(key) && (key, value) != ("Schedule type", "Automatic"))
            {
                extra[key] = Node(value);
            }
        }

        foreach (string key in hasHires ? OfHires : [])
        {
            extra.TryAdd(key, null);
        }

        return extra;
    }

    private static JsonNode? Node(string value) => value switch
    {
        "True" => true,
        "False" => false,
        _ => PythonNumber.TryParse(value, out PythonNumber number) && double.IsFinite(number.Value) ? BodyValue.Node(number) : InfotextValue.Unquote(value),
    };
}
