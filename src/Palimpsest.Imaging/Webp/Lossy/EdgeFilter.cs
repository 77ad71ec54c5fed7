namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>Filters the pixels on both sides of an edge: p0, p1 … before it, q0, q1 … behind.</summary>
/// <param name="inner">Most difference between neighbours on one side.</param>
/// <param name="variance">Above it a side is so uneven that only the next pixels are changed.</param>
internal readonly struct EdgeFilter(byte[] pixels, bool isSimple, int inner, int variance)
{
    /// <summary>An edge between macroblocks.</summary>
    /// <param name="at">The first pixel behind the edge.</param>
    /// <param name="step">From pixel to pixel across the edge.</param>
    /// <param name="along">From pixel to pixel along it.</param>
    public void OfMacroblock(int at, int step, int along, int count, int limit)
    {
        for (int i = 0; i < count; i++, at += along)
        {
            if (!IsSmooth(at, step, limit))
            {
                continue;
            }

            if (isSimple || IsUneven(at, step))
            {
                Near(at, step);
            }
            else
            {
                Wide(at, step);
            }
        }
    }

    /// <summary>An edge between the blocks of a macroblock.</summary>
    public void Within(int at, int step, int along, int count, int limit)
    {
        for (int i = 0; i < count; i++, at += along)
        {
            if (!IsSmooth(at, step, limit))
            {
                continue;
            }

            if (isSimple || IsUneven(at, step))
            {
                Near(at, step);
            }
            else
            {
                Middle(at, step);
            }
        }
    }

    /// <summary>Whether the edge is one of compression, not of the picture.</summary>
    private bool IsSmooth(int at, int step, int limit)
    {
        if ((4 * Difference(at - step, at)) + Difference(at - (2 * step), at + step) > (2 * limit) + 1)
        {
            return false;
        }

        return isSimple
            || (Difference(at - (4 * step), at - (3 * step)) <= inner && Difference(at - (3 * step), at - (2 * step)) <= inner
                && Difference(at - (2 * step), at - step) <= inner && Difference(at + (3 * step), at + (2 * step)) <= inner
                && Difference(at + (2 * step), at + step) <= inner && Difference(at + step, at) <= inner);
    }

    private bool IsUneven(int at, int step) => Difference(at - (2 * step), at - step) > variance || Difference(at + step, at) > variance;

    private int Difference(int a, int b) => Math.Abs(pixels[a] - pixels[b]);

    /// <summary>Changes one pixel on each side.</summary>
    private void Near(int at, int step)
    {
        int a = (3 * (pixels[at] - pixels[at - step])) + Signed(pixels[at - (2 * step)] - pixels[at + step]);
        Change(at - step, Small((a + 3) >> 3));
        Change(at, -Small((a + 4) >> 3));
    }

    /// <summary>Two.</summary>
    private void Middle(int at, int step)
    {
        int a = 3 * (pixels[at] - pixels[at - step]), behind = Small((a + 4) >> 3), before = Small((a + 3) >> 3), further = (behind + 1) >> 1;
        Change(at - (2 * step), further);
        Change(at - step, before);
        Change(at, -behind);
        Change(at + step, -further);
    }

    /// <summary>Three.</summary>
    private void Wide(int at, int step)
    {
        int a = Signed((3 * (pixels[at] - pixels[at - step])) + Signed(pixels[at - (2 * step)] - pixels[at + step]));
        for (int i = 0, weight = 27; i < 3; i++, weight -= 9)
        {
            int change = ((weight * a) + 63) >> 7;
            Change(at - ((i + 1) * step), change);
            Change(at + (i * step), -change);
        }
    }

    private void Change(int at, int by) => pixels[at] = (byte)Math.Clamp(pixels[at] + by, 0, byte.MaxValue);

    private static int Signed(int value) => Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue);

    private static int Small(int value) => Math.Clamp(value, -16, 15);
}
