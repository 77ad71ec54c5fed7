using System.IO.Compression;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Networks;

/// <summary>Textual inversions that travel inside pictures: in a text, or in the low half-bytes of pixels left and right of the visible picture.</summary>
public static class PictureEmbedding
{
    private const string TextKey = "sd-ti-embedding";

    /// <summary>JSON beyond this is no embedding of at most 10000 vectors of 2048 numbers.</summary>
    private const int LargestJsonBytes = 1 << 29;

    /// <summary>The embedding in a picture, or null when there is none.</summary>
    /// <exception cref="PictureException">The file is damaged or of a kind that cannot be read.</exception>
    /// <exception cref="CheckpointException">There are data, but they are no embedding.</exception>
    public static TextualInversion? Read(string path)
    {
        DecodedPicture decoded = PictureReader.Read(path);
        return decoded.FindText(TextKey) is string text ? EmbeddingFile.FromJson(path, Decode(path, text))
            : HiddenData(decoded.ToWebuiPicture()) is byte[] json ? EmbeddingFile.FromJson(path, json)
            : null;
    }

    /// <summary>
    /// The data hidden in pixels (webui.md 7.5): within the part of the picture that is not black, the low half-bytes of all columns before the
    /// first all-zero one, and of those after the last as high half-bytes, each mixed with a random stream, zlib-packed. Null when there are none.
    /// </summary>
    internal static byte[]? HiddenData(Picture picture)
    {
        (byte[] nibbles, int width, int height) = CroppedNibbles(picture);
        int first = -1, last = -1;
        for (int column = 0; column < width; column++)
        {
            if (IsZero(nibbles, width, height, column))
            {
                (first, last) = (first < 0 ? column : first, column);
            }
        }

        int high = width - last - 1;
        if (first <= 0 || first != high)
        {
            return null;
        }

        byte[] lower = Unmixed(nibbles, width, height, 0, first), upper = Unmixed(nibbles, width, height, last + 1, high);
        var packed = new byte[lower.Length];
        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = (byte)(upper[i] << 4 | lower[i]);
        }

        return Inflate(packed);
    }

    private static byte[] Decode(string path, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException exception)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: the embedding inside the picture is not base64 text: the file is damaged.", exception);
        }
    }

    /// <summary>Low half-bytes [height,width,3] of the smallest part that holds every pixel which is not black.</summary>
    private static (byte[] Nibbles, int Width, int Height) CroppedNibbles(Picture picture)
    {
        int channels = picture.Channels, colours = channels >= 3 ? 3 : 1;
        int left = picture.Width, right = -1, top = picture.Height, bottom = -1;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (picture.Pixels.AsSpan((y * picture.Width + x) * channels, colours).ContainsAnyExcept((byte)0))
                {
                    (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
                }
            }
        }

        (int width, int height) = (Math.Max(0, right - left + 1), Math.Max(0, bottom - top + 1));
        var nibbles = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            int pixel = ((top + i / width) * picture.Width + left + i % width) * channels;
            for (int c = 0; c < 3; c++)
            {
                nibbles[i * 3 + c] = (byte)(picture.Pixels[pixel + Math.Min(c, colours - 1)] & 0x0F);
            }
        }

        return (nibbles, width, height);
    }

    private static bool IsZero(byte[] nibbles, int width, int height, int column)
    {
        for (int row = 0; row < height; row++)
        {
            if (nibbles.AsSpan((row * width + column) * 3, 3).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Columns of the nibbles in reading order, without the stream: x ← 1664525·x + 1013904223 mod 2³² from 0, of which (x mod 255) counts.</summary>
    private static byte[] Unmixed(byte[] nibbles, int width, int height, int start, int columns)
    {
        var plain = new byte[columns * height * 3];
        uint state = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            state = unchecked(1664525 * state + 1013904223);
            int row = i / (columns * 3), within = i % (columns * 3);
            plain[i] = (byte)((nibbles[(row * width + start) * 3 + within] ^ (byte)(state % 255)) & 0x0F);
        }

        return plain;
    }

    private static byte[]? Inflate(byte[] packed)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var json = new MemoryStream();
            var block = new byte[1 << 16];
            for (int read = stream.Read(block); read > 0 && json.Length <= LargestJsonBytes; read = stream.Read(block))
            {
                json.Write(block, 0, read);
            }

            return json.Length is > 0 and <= LargestJsonBytes ? json.ToArray() : null;
        }
        catch (InvalidDataException)
        {
            // Not packed data: an ordinary picture with dark columns.
            return null;
        }
    }
}
