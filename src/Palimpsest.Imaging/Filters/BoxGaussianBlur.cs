namespace Palimpsest.Imaging.Filters;

/// <summary>
/// Pillow 9.5's <c>GaussianBlur</c>: three extended box blurs along the rows, then three along the columns, each rounded to 8 bits. A box that
/// is no whole number of pixels wide weighs its two outer pixels less (Gwosdek et al., "Theoretical Foundations of Gaussian Convolution by
/// Extended Box Filtering", 2011). Edge pixels are repeated outwards. Alpha is blurred like a colour: hand over premultiplied pictures.
/// </summary>
public static class BoxGaussianBlur
{
    private const int Passes = 3, Precision = 24;

    /// <param name="radius">Standard deviation in pixels, 0 or more; 0 changes nothing.</param>
    public static Picture Apply(Picture picture, float radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        float box = BoxRadius(radius);
        int whole = (int)box, channels = picture.Channels, stride = picture.Width * channels;

        // Pillow computes in float32 and 32-bit integers.
        uint weight = (uint)((1 << Precision) / ((box * 2) + 1)), outer = ((1u << Precision) - ((uint)((whole * 2) + 1) * weight)) / 2;
        byte[] pixels = [.. picture.Pixels];
        var line = new Line(Math.Max(picture.Width, picture.Height), whole, weight, outer);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int c = 0; c < channels; c++)
            {
                line.Blur(pixels, (y * stride) + c, channels, picture.Width);
            }
        }

        for (int start = 0; start < stride; start++)
        {
            line.Blur(pixels, start, stride, picture.Height);
        }

        return new Picture(picture.Width, picture.Height, channels, pixels);
    }

    /// <summary>The half width of three boxes that together spread like the Gaussian.</summary>
    private static float BoxRadius(float radius)
    {
        float variance = radius * radius / Passes;
        float length = (float)Math.Sqrt((12.0 * variance) + 1.0), whole = (float)Math.Floor((length - 1.0) / 2.0);
        float part = ((2 * whole) + 1) * ((whole * (whole + 1)) - (3 * variance));
        part /= 6 * (variance - ((whole + 1) * (whole + 1)));
        return whole + part;
    }

    /// <summary>One row or column of one channel on its way through the passes.</summary>
    private sealed class Line(int longest, int radius, uint weight, uint outer)
    {
        private byte[] _from = new byte[longest];
        private byte[] _to = new byte[longest];

        public void Blur(byte[] pixels, int start, int stride, int count)
        {
            for (int i = 0; i < count; i++)
            {
                _from[i] = pixels[start + (i * stride)];
            }

            for (int pass = 0; pass < Passes; pass++)
            {
                Pass(count);
                (_from, _to) = (_to, _from);
            }

            for (int i = 0; i < count; i++)
            {
                pixels[start + (i * stride)] = _from[i];
            }
        }

        /// <summary>A running sum over the box's whole pixels; the two beyond them are added with the outer weight.</summary>
        private void Pass(int count)
        {
            int last = count - 1;
            uint sum = (uint)(_from[0] * (radius + 1));
            for (int i = 0; i < radius; i++)
            {
                sum += _from[Math.Min(i, last)];
            }

            for (int i = 0; i < count; i++)
            {
                byte before = _from[Math.Max(i - radius - 1, 0)];
                sum += _from[Math.Min(i + radius, last)];
                sum -= before;
                uint ends = (uint)(before + _from[Math.Min(i + radius + 1, last)]);
                _to[i] = (byte)(((sum * weight) + (ends * outer) + (1u << (Precision - 1))) >> Precision);
            }
        }
    }
}
