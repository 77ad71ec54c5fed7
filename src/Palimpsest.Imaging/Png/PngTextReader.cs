using System.IO.Compression;
using System.Text;

namespace Palimpsest.Imaging.Png;

/// <summary>
/// Reads the chunks tEXt, zTXt and iTXt, as forgivingly as Pillow: a missing separator or broken compression gives an empty text, broken
/// UTF-8 or missing fields leave the chunk out. All texts of a file together may not pass the limit.
/// </summary>
internal sealed class PngTextReader(PictureLimits limits)
{
    // Far more than any program writes; bounds what a file of countless empty texts can take.
    private const int MostTexts = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly List<TextItem> _items = [];
    private long _bytes;

    public IReadOnlyList<TextItem> Items => _items;

    /// <summary>Latin-1 throughout: key, 0, text.</summary>
    public void ReadPlain(ReadOnlySpan<byte> data)
    {
        Count(data.Length);
        int end = data.IndexOf((byte)0);
        if (end < 0)
        {
            Add(data, "");
            return;
        }

        Add(data[..end], Encoding.Latin1.GetString(data[(end + 1)..]));
    }

    /// <summary>Latin-1: key, 0, method 0, the text deflated.</summary>
    public void ReadCompressed(ReadOnlySpan<byte> data)
    {
        Count(data.Length);
        int end = data.IndexOf((byte)0);
        if (end < 0 || end + 1 >= data.Length || data[end + 1] != 0)
        {
            Add(end < 0 ? data : data[..end], "");
            return;
        }

        Add(data[..end], Encoding.Latin1.GetString(Inflate(data[(end + 2)..]) ?? []));
    }

    /// <summary>Key in Latin-1, 0, compressed or not, method 0, language, 0, translated key, 0, text in UTF-8.</summary>
    public void ReadInternational(ReadOnlySpan<byte> data)
    {
        Count(data.Length);
        int end = data.IndexOf((byte)0);
        if (end < 0 || end + 3 > data.Length)
        {
            return;
        }

        ReadOnlySpan<byte> rest = data[(end + 3)..];
        for (int field = 0; field < 2; field++)
        {
            int length = rest.IndexOf((byte)0);
            if (length < 0)
            {
                return;
            }

            rest = rest[(length + 1)..];
        }

        bool compressed = data[end + 1] != 0;
        if (compressed && data[end + 2] != 0)
        {
            return;
        }

        byte[]? text = compressed ? Inflate(rest) : rest.ToArray();
        if (text is not null)
        {
            try
            {
                Add(data[..end], StrictUtf8.GetString(text));
            }
            catch (DecoderFallbackException)
            {
                // Not UTF-8: left out, as said above.
            }
        }
    }

    private void Add(ReadOnlySpan<byte> key, string text)
    {
        if (_items.Count == MostTexts)
        {
            throw new PictureException($"The PNG file holds more than {MostTexts} texts; remove them with another program first.");
        }

        if (key.Length > 0)
        {
            _items.Add(new TextItem(Encoding.Latin1.GetString(key), text));
        }
    }

    /// <summary>Null when the data are no deflated text.</summary>
    private byte[]? Inflate(ReadOnlySpan<byte> data)
    {
        using var inflater = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        try
        {
            while (inflater.Read(buffer) is > 0 and int count)
            {
                Count(count);
                text.Write(buffer[..count]);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }

        return text.ToArray();
    }

    private void Count(int bytes)
    {
        _bytes += bytes;
        if (_bytes > limits.MaxTextBytes)
        {
            throw new PictureException($"The text stored in the PNG file passes {limits.MaxTextBytes} bytes; remove it with another program first.");
        }
    }
}
