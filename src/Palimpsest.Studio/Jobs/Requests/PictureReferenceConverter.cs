using System.Text.Json;
using System.Text.Json.Serialization;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>As <see cref="PictureConverter"/> writes, without reading what is kept already.</summary>
/// <param name="read">A picture by its hash, when it is asked for.</param>
/// <param name="keep">A picture's hash, the picture kept or not.</param>
internal sealed class PictureReferenceConverter(Func<string, Picture> read, Func<Picture, string> keep) : JsonConverter<PictureReference>
{
    public override PictureReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A picture's hash is missing."), read);

    public override void Write(Utf8JsonWriter writer, PictureReference value, JsonSerializerOptions options) => writer.WriteStringValue(value.Hash ?? keep(value.Read()));
}
