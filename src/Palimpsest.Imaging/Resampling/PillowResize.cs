using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Palimpsest.Imaging.Resampling;

/// <summary>
/// Resizing exactly as Pillow 9.5's 8-bit <c>Image.resize</c>: rows first, rounded and clamped to 8 bits, then columns; where filters shrink
/// they widen. A pass that changes nothing is left out.
/// </summary>
public static class PillowResize
{
    private const int Half = 1 << (FilterWeights.Precision - 1);

    /// <summary>The whole picture at another size.</summary>
    public static Picture Resize(Picture picture, int width, int height, ResampleFilter filter) =>
        Resize(picture, width, height, filter, SourceBox.All(picture));

    /// <summary>
    /// A part of the picture at another size. Pixels around the box count where the filter reaches them. A box without width or height, right
    /// at an edge, continues that edge. Pictures with alpha are filtered premultiplied. When nothing changes, the picture itself is returned.
    /// </summary>
    /// <exception cref="ArgumentException">The box leaves the picture or is turned around, or the size is not positive.</exception>
    public static Picture Resize(Picture picture, int width, int height, ResampleFilter filter, SourceBox box)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!(box is { Left: >= 0, Top: >= 0 } && box.Right <= picture.Width && box.Bottom <= picture.Height && box.Right >= box.Left && box.Bottom >= box.Top))
        {
            throw new ArgumentException($"{box} is not a part of a picture of {picture.Width} × {picture.Height} pixels.", nameof(box));
        }

        if ((width, height) == (picture.Width, picture.Height) && box == SourceBox.All(picture))
        {
            return picture;
        }

        if (filter == ResampleFilter.Nearest)
        {
            return Nearest(picture, width, height, box);
        }

        return picture.Channels % 2 == 0
            ? AlphaWeighting.Unpremultiply(Filter(AlphaWeighting.Premultiply(picture), width, height, filter, box))
            : Filter(picture, width, height, filter, box);
    }

    private static Picture Filter(Picture picture, int width, int height, ResampleFilter filter, SourceBox box)
    {
        bool changesX = width != picture.Width || box.Left != 0 || box.Right != width;
        bool changesY = height != picture.Height || box.Top != 0 || box.Bottom != height;
        if (!changesY)
        {
            return changesX ? FilterRows(picture, FilterWeights.Compute(filter, picture.Width, box.Left, box.Right, width), width, 0, height) : picture;
        }

        FilterWeights columns = FilterWeights.Compute(filter, picture.Height, box.Top, box.Bottom, height);
        if (!changesX)
        {
            return FilterColumns(picture, columns, height, 0);
        }

        // Only rows that the second pass looks at.
        int first = columns.Starts[0], end = columns.Starts[^1] + columns.WeightsOf(height - 1).Length;
        Picture rows = FilterRows(picture, FilterWeights.Compute(filter, picture.Width, box.Left, box.Right, width), width, first, end);
        return FilterColumns(rows, columns, height, first);
    }

    /// <summary>Rows <paramref name="first"/> to before <paramref name="end"/> at the new width.</summary>
    private static Picture FilterRows(Picture picture, FilterWeights weights, int width, int first, int end)
    {
        int channels = picture.Channels, sourceBytes = picture.Width * channels;
        var pixels = new byte[checked((int)((long)width * channels * (end - first)))];
        for (int y = first; y < end; y++)
        {
            ReadOnlySpan<byte> source = picture.Pixels.AsSpan(y * sourceBytes, sourceBytes);
            Span<byte> target = pixels.AsSpan((y - first) * width * channels, width * channels);
            if (channels >= 3)
            {
                FilterColourRow(source, target, weights, channels);
            }
            else
            {
                FilterRow(source, target, weights, channels);
            }
        }

        return new Picture(width, end - first, channels, pixels);
    }

    private static void FilterRow(ReadOnlySpan<byte> source, Span<byte> target, FilterWeights weights, int channels)
    {
        ReadOnlySpan<int> starts = weights.Starts;
        for (int x = 0; x < starts.Length; x++)
        {
            ReadOnlySpan<int> taps = weights.WeightsOf(x);
            for (int c = 0; c < channels; c++)
            {
                int sum = Half, at = starts[x] * channels + c;
                foreach (int tap in taps)
                {
                    sum += source[at] * tap;
                    at += channels;
                }

                target[x * channels + c] = Clamp(sum);
            }
        }
    }

    /// <summary>A lane holds a channel; of RGB the fourth lane is the next pixel's red, whose sum is thrown away.</summary>
    private static void FilterColourRow(ReadOnlySpan<byte> source, Span<byte> target, FilterWeights weights, int channels)
    {
        ReadOnlySpan<int> starts = weights.Starts;
        for (int x = 0; x < starts.Length; x++)
        {
            ReadOnlySpan<int> taps = weights.WeightsOf(x);
            Vector128<int> sum = Vector128.Create(Half);
            int at = starts[x] * channels;
            foreach (int tap in taps)
            {
                sum += FourSamples(source, at) * tap;
                at += channels;
            }

            for (int c = 0; c < channels; c++)
            {
                target[x * channels + c] = Clamp(sum[c]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> FourSamples(ReadOnlySpan<byte> source, int at)
    {
        // The last RGB pixel of a row has no fourth byte behind it.
        uint packed = at + 4 <= source.Length
            ? BitConverter.ToUInt32(source.Slice(at, 4))
            : (uint)(source[at] | source[at + 1] << 8 | source[at + 2] << 16);
        Vector128<byte> bytes = Vector128.CreateScalar(packed).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    /// <summary>All columns at the new height; the picture's first row is row <paramref name="first"/> of the weights.</summary>
    private static Picture FilterColumns(Picture picture, FilterWeights weights, int height, int first)
    {
        int rowBytes = picture.Width * picture.Channels;
        var pixels = new byte[checked((int)((long)rowBytes * height))];
        var sums = new int[rowBytes];
        for (int y = 0; y < height; y++)
        {
            Array.Fill(sums, Half);
            ReadOnlySpan<int> taps = weights.WeightsOf(y);
            for (int i = 0; i < taps.Length; i++)
            {
                AddRow(sums, picture.Pixels.AsSpan((weights.Starts[y] - first + i) * rowBytes, rowBytes), taps[i]);
            }

            Span<byte> target = pixels.AsSpan(y * rowBytes, rowBytes);
            for (int i = 0; i < sums.Length; i++)
            {
                target[i] = Clamp(sums[i]);
            }
        }

        return new Picture(picture.Width, height, picture.Channels, pixels);
    }

    private static void AddRow(Span<int> sums, ReadOnlySpan<byte> row, int tap)
    {
        int i = 0, lanes = Vector<int>.Count;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            AddLanes(sums[i..], a, tap);
            AddLanes(sums[(i + lanes)..], b, tap);
            AddLanes(sums[(i + 2 * lanes)..], c, tap);
            AddLanes(sums[(i + 3 * lanes)..], d, tap);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i] * tap;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLanes(Span<int> sums, Vector<uint> samples, int tap) =>
        (new Vector<int>(sums) + Vector.AsVectorInt32(samples) * tap).CopyTo(sums);

    private static byte Clamp(int sum) => (byte)Math.Clamp(sum >> FilterWeights.Precision, 0, 255);

    /// <summary>Positions are stepped by repeated addition, as in Pillow; one that leaves the picture gives 0.</summary>
    private static Picture Nearest(Picture picture, int width, int height, SourceBox box)
    {
        int channels = picture.Channels;
        var pixels = new byte[checked((int)((long)width * height * channels))];
        int[] columns = NearestPlaces(box.Left, box.Right, width), rows = NearestPlaces(box.Top, box.Bottom, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (columns[x] < picture.Width && rows[y] < picture.Height)
                {
                    picture.Pixels.AsSpan((rows[y] * picture.Width + columns[x]) * channels, channels).CopyTo(pixels.AsSpan((y * width + x) * channels));
                }
            }
        }

        return new Picture(width, height, channels, pixels);
    }

    private static int[] NearestPlaces(float from, float to, int size)
    {
        var places = new int[size];
        double step = (double)(to - from) / size, position = from + step * 0.5;
        for (int i = 0; i < size; i++, position += step)
        {
            places[i] = (int)position;
        }

        return places;
    }
}
