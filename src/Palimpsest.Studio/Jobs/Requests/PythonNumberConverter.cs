using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>Keeps whether a number was written 7 or 7.0, which infotexts show. What JSON has no numbers for is a text.</summary>
internal sealed class PythonNumberConverter : JsonConverter<PythonNumber>
{
    public override PythonNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : Encoding.UTF8.GetString(reader.ValueSpan);
        return text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => PythonNumber.TryParse(text, out PythonNumber number) ? number : throw new JsonException($"'{text}' is no number."),
        };
    }

    public override void Write(Utf8JsonWriter writer, PythonNumber value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value.Value))
        {
            writer.WriteRawValue(value.ToString());
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
