using System.Text.Json;
using System.Text.Json.Serialization;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>An axis by its label, with the tab in front where two tabs have one of that label.</summary>
internal sealed class XyzAxisConverter : JsonConverter<XyzAxis>
{
    private const string OfTxt2Img = "txt2img/", OfImg2Img = "img2img/";

    public override XyzAxis Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.GetString() ?? "";
        return XyzAxes.All.FirstOrDefault(axis => Text(axis) == text) ?? throw new JsonException($"There is no axis '{text}'.");
    }

    public override void Write(Utf8JsonWriter writer, XyzAxis value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));

    private static string Text(XyzAxis axis) => axis.OnlyTxt2Img switch
    {
        true => OfTxt2Img,
        false => OfImg2Img,
        null => "",
    } + axis.Label;
}
