using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Cli.Info;

/// <summary>Tells of a picture file and of how it was made, if the file says so.</summary>
internal static class PictureReport
{
    private static readonly string[] Extensions =
        [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl"];

    /// <summary>Whether the file is a picture, by its first bytes or, for a better error message, by its name.</summary>
    public static bool IsPicture(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..length] is [0x89, (byte)'P', (byte)'N', (byte)'G'] or [0xFF, 0xD8, ..]
            || Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    /// <exception cref="PictureException">The file is damaged, or a kind of picture that cannot be read.</exception>
    public static InfoReport Of(string path)
    {
        DecodedPicture picture = PictureReader.Read(path);
        GenerationText made = GenerationText.Read(picture);
        string kind = $"{picture.Format.ToString().ToUpperInvariant()} picture, {picture.Width} x {picture.Height} pixels";
        List<(string Label, string Value)> rows = [("Samples", string.Create(CultureInfo.InvariantCulture, $"{picture.Kind}, {picture.Depth} bits"))];
        if (picture.Orientation != 1)
        {
            rows.Add(("Orientation", string.Create(CultureInfo.InvariantCulture, $"{picture.Orientation} (EXIF)")));
        }

        rows.Add(("Made with", made.Text ?? "The file does not say."));
        rows.AddRange(made.Items.Select(item => (item.Key, item.Value)));
        return new InfoReport($"{Path.GetFileName(path)} is a {kind}.", rows, Document(path, picture, made));
    }

    private static JsonObject Document(string path, DecodedPicture picture, GenerationText made) => new()
    {
        ["path"] = path,
        ["format"] = picture.Format.ToString(),
        ["width"] = picture.Width,
        ["height"] = picture.Height,
        ["samples"] = picture.Kind.ToString(),
        ["depth"] = picture.Depth,
        ["orientation"] = picture.Orientation,
        ["infotext"] = made.Text,
        ["parameters"] = made.Text is null ? null : Parameters(made.Text),
        ["texts"] = new JsonObject(made.Items.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))),
    };

    private static JsonObject Parameters(string infotext) => new(InfotextReader.Read(infotext).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)(field.Value switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        string[] list => new JsonArray([.. list.Select(text => (JsonNode)text)]),
        object value => JsonValue.Create(value.ToString()),
    }))));
}
