using System.Text.Json;
using System.Text.Json.Serialization;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>Pictures lie beside the JSON, which holds their hashes.</summary>
internal sealed class PictureConverter(GivenPictures pictures) : JsonConverter<Picture>
{
    public override Picture Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        pictures.Read(reader.GetString() ?? throw new JsonException("A picture's hash is missing."));

    public override void Write(Utf8JsonWriter writer, Picture value, JsonSerializerOptions options) => writer.WriteStringValue(pictures.Keep(value));
}
