using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>A script as its name and its arguments.</summary>
internal sealed class ScriptConverter : JsonConverter<IScript>
{
    private const string Name = "script";

    private static readonly Dictionary<string, Type> Known = new Type[]
    {
        typeof(XyzPlot), typeof(PromptMatrix), typeof(PromptsFromFile), typeof(Loopback), typeof(SdUpscale), typeof(OutpaintingMk2), typeof(PoorMansOutpainting),
        typeof(Img2ImgAlternative),
    }.ToDictionary(type => type.Name);

    public override IScript Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonObject written = JsonNode.Parse(ref reader)?.AsObject() ?? throw new JsonException("A script is missing.");
        string name = (string?)written[Name] ?? "";
        Type type = Known.GetValueOrDefault(name) ?? throw new JsonException($"There is no script '{name}'.");
        written.Remove(Name);
        return (IScript)written.Deserialize(type, options)!;
    }

    public override void Write(Utf8JsonWriter writer, IScript value, JsonSerializerOptions options)
    {
        Type type = value.GetType();
        if (!Known.ContainsKey(type.Name))
        {
            throw new JsonException($"The script {type.Name} cannot be stored.");
        }

        JsonObject written = JsonSerializer.SerializeToNode(value, type, options)!.AsObject();
        written.Remove(nameof(IScript.Title));
        written.Insert(0, Name, type.Name);
        written.WriteTo(writer, options);
    }
}
