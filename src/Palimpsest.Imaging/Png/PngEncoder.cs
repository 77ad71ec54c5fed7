using System.Buffers.Binary;
using System.Text;

namespace Palimpsest.Imaging.Png;

/// <summary>Writes 8-bit PNG files: grey, grey and alpha, RGB, RGBA.</summary>
public static class PngEncoder
{
    /// <summary>
    /// The file's bytes. Texts come before the picture data in the order given, as tEXt where Latin-1 can hold them, else as uncompressed iTXt,
    /// which is how webui 1.10.1 stores them.
    /// </summary>
    /// <exception cref="PictureException">A text's key is not 1 to 79 Latin-1 characters, or the picture is too large for one file.</exception>
    public static byte[] Encode(Picture picture, IReadOnlyList<TextItem> texts)
    {
        using var file = new MemoryStream();
        file.Write(PngContents.Signature);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8;
        header[9] = picture.Channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);

        foreach (TextItem text in texts)
        {
            WriteText(file, text);
        }

        WriteChunk(file, "IDAT"u8, PngCompression.Compress(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteText(Stream file, TextItem item)
    {
        if (item.Key.Length is 0 or > 79 || !IsLatin1(item.Key) || item.Key.Contains('\0'))
        {
            throw new PictureException($"The text key '{item.Key}' cannot stand in a PNG file, which takes 1 to 79 Latin-1 characters; choose another key.");
        }

        byte[] key = Encoding.Latin1.GetBytes(item.Key);
        if (IsLatin1(item.Value))
        {
            WriteChunk(file, "tEXt"u8, [.. key, 0, .. Encoding.Latin1.GetBytes(item.Value)]);
        }
        else
        {
            // Not compressed (0, 0), no language, no translated key.
            WriteChunk(file, "iTXt"u8, [.. key, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(item.Value)]);
        }
    }

    private static bool IsLatin1(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\xFF');

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngCrc.Of(type, data));
        file.Write(number);
    }
}
