using System.Buffers.Binary;
using System.IO.Compression;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Scripts.Legends;

/// <summary>
/// Roboto at one size in pixels, from drawn glyphs that ship inside the assembly. Boxes are those of the hinted font at that size, so that legends are as high as
/// webui's; the pixels are one drawing scaled. A character beyond Latin with its extension A,
/// Greek and Cyrillic is shown as a question mark.
/// </summary>
internal sealed class LegendFont
{
    private const int UnitsPerEm = 2048;

    private static readonly Lazy<Data> Glyphs = new(Load);

    private readonly int _size;

    /// <param name="size">0 and less: nothing is visible.</param>
    public LegendFont(int size) => _size = Math.Max(size, 1);

    /// <summary>How far a text moves the pen.</summary>
    public double Length(string text) => text.Sum(c => (double)Glyphs.Value.Advance[Index(c)] * _size / UnitsPerEm);

    /// <summary>The box of a text's ink, blanks at its ends included.</summary>
    public (int Width, int Height) Size(string text)
    {
        (int left, int top, int right, int bottom) = Box(text);
        return (right - left, bottom - top);
    }

    /// <summary>Writes a text with the middle of its box at a point.</summary>
    /// <param name="canvas">RGB.</param>
    public void DrawCentred(Picture canvas, string text, double x, double y, Rgb colour)
    {
        (int left, int top, int right, int bottom) = Box(text);
        double pen = x - ((right - left) / 2.0) - left, line = y - ((bottom - top) / 2.0) - top;
        foreach (char c in text)
        {
            int index = Index(c);
            (int l, int t, int r, int b) = GlyphBox(index);
            if (Glyphs.Value.Drawings[index] is Picture drawing && r > l && b > t)
            {
                Picture scaled = PillowResize.Resize(drawing, r - l, b - t, ResampleFilter.Box);
                Ink(canvas, scaled, (int)Math.Round(pen) + l, (int)Math.Round(line) + t, colour);
            }

            pen += (double)Glyphs.Value.Advance[index] * _size / UnitsPerEm;
        }
    }

    private static void Ink(Picture canvas, Picture coverage, int x, int y, Rgb colour)
    {
        for (int row = Math.Max(0, -y); row < Math.Min(coverage.Height, canvas.Height - y); row++)
        {
            for (int column = Math.Max(0, -x); column < Math.Min(coverage.Width, canvas.Width - x); column++)
            {
                int alpha = coverage.Pixels[(row * coverage.Width) + column], at = (((y + row) * canvas.Width) + x + column) * 3;
                canvas.Pixels[at] = Mixed(canvas.Pixels[at], colour.Red, alpha);
                canvas.Pixels[at + 1] = Mixed(canvas.Pixels[at + 1], colour.Green, alpha);
                canvas.Pixels[at + 2] = Mixed(canvas.Pixels[at + 2], colour.Blue, alpha);
            }
        }
    }

    private static byte Mixed(int under, int over, int alpha) => (byte)(((under * (255 - alpha)) + (over * alpha) + 127) / 255);

    private (int Left, int Top, int Right, int Bottom) Box(string text)
    {
        (int left, int top, int right, int bottom) = (0, int.MaxValue, 0, int.MinValue);
        double pen = 0;
        foreach (char c in text)
        {
            int index = Index(c);
            (int l, int t, int r, int b) = GlyphBox(index);
            if (b > t && Glyphs.Value.Drawings[index] is not null)
            {
                (left, top) = (Math.Min(left, (int)Math.Round(pen) + l), Math.Min(top, t));
                (right, bottom) = (Math.Max(right, (int)Math.Round(pen) + r), Math.Max(bottom, b));
            }

            pen += (double)Glyphs.Value.Advance[index] * _size / UnitsPerEm;
        }

        return bottom < top ? default : (left, top, right, bottom);
    }

    /// <summary>From the top of the line; sizes beyond the table are the largest one scaled.</summary>
    private (int Left, int Top, int Right, int Bottom) GlyphBox(int index)
    {
        Data data = Glyphs.Value;
        int size = Math.Min(_size, data.Sizes);
        (sbyte left, sbyte top, byte right, byte bottom) = data.Boxes[((size - 1) * data.Advance.Length) + index];
        return size == _size
            ? (left, top, right, bottom)
            : (Scaled(left, size), Scaled(top, size), Scaled(right, size), Scaled(bottom, size));
    }

    private int Scaled(int value, int size) => (int)Math.Round((double)value * _size / size);

    private static int Index(char c) => Glyphs.Value.Indices.TryGetValue(c, out int index) ? index : Glyphs.Value.Indices['?'];

    /// <summary>Layout: docs/dependencies.md.</summary>
    private static Data Load()
    {
        using Stream resource = typeof(LegendFont).Assembly.GetManifestResourceStream("legend-font.bin.gz")!;
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(resource, CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        ReadOnlySpan<byte> bytes = plain.ToArray();
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes), sizes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), at = 6;
        var indices = new Dictionary<char, int>();
        var advance = new int[count];
        for (int i = 0; i < count; i++, at += 4)
        {
            indices.Add((char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]), i);
            advance[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
        }

        var boxes = new (sbyte, sbyte, byte, byte)[count * sizes];
        for (int i = 0; i < boxes.Length; i++, at += 4)
        {
            boxes[i] = ((sbyte)bytes[at], (sbyte)bytes[at + 1], bytes[at + 2], bytes[at + 3]);
        }

        var drawings = new Picture?[count];
        for (int i = 0; i < count; i++)
        {
            (int width, int height) = (bytes[at], bytes[at + 1]);
            at += 2;
            if (width > 0 && height > 0)
            {
                drawings[i] = new Picture(width, height, 1, bytes.Slice(at, width * height).ToArray());
                at += width * height;
            }
        }

        return new Data(indices, advance, sizes, boxes, drawings);
    }

    private sealed record Data(
        Dictionary<char, int> Indices, int[] Advance, int Sizes, (sbyte Left, sbyte Top, byte Right, byte Bottom)[] Boxes, Picture?[] Drawings);
}
