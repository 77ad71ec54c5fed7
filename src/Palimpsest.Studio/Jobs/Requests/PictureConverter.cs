using System.Text.Json;
using System.Text.Json.Serialization;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>Pictures lie beside the JSON, which holds their hashes.</summary>
/// <param name="read">A picture by its hash.</param>
/// <param name="keep">A picture's hash, the picture kept or not.</param>
internal sealed class PictureConverter(Func<string, Picture> read, Func<Picture, string> keep) : JsonConverter<Picture>
{
    public override Picture Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        read(reader.GetString() ?? throw new JsonException("A picture's hash is missing."));

    public override void Write(Utf8JsonWriter writer, Picture value, JsonSerializerOptions options) => writer.WriteStringValue(keep(value));
}
