namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Arithmetic on the four channels of an ARGB pixel, each by itself.</summary>
internal static class Pixel
{
    /// <summary>Opaque black.</summary>
    public const uint Opaque = 0xFF000000;

    private const uint EvenChannels = 0x00FF00FF, WithoutLowBits = 0xFEFEFEFE;

    public static uint Add(uint a, uint b) =>
        (((a & ~EvenChannels) + (b & ~EvenChannels)) & ~EvenChannels) | (((a & EvenChannels) + (b & EvenChannels)) & EvenChannels);

    /// <summary>What a pixel's neighbours foretell (RFC 9649, 3.5.1).</summary>
    /// <param name="above">Above at the left, above, above at the right.</param>
    public static uint Predict(int mode, uint left, ReadOnlySpan<uint> above)
    {
        (uint topLeft, uint top, uint topRight) = (above[0], above[1], above[2]);
        return mode switch
        {
            1 => left,
            2 => top,
            3 => topRight,
            4 => topLeft,
            5 => Average(Average(left, topRight), top),
            6 => Average(left, topLeft),
            7 => Average(left, top),
            8 => Average(topLeft, top),
            9 => Average(top, topRight),
            10 => Average(Average(left, topLeft), Average(top, topRight)),
            11 => Select(left, top, topLeft),
            12 => Map(left, top, topLeft, (l, t, c) => l + t - c),
            13 => Map(Average(left, top), topLeft, 0, (mean, c, _) => mean + ((mean - c) / 2)),
            _ => Opaque,
        };
    }

    private static uint Average(uint a, uint b) => (((a ^ b) & WithoutLowBits) >> 1) + (a & b);

    private static uint Select(uint left, uint top, uint topLeft)
    {
        int toLeft = 0, toTop = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            int corner = (byte)(topLeft >> shift);
            toLeft += Math.Abs((byte)(top >> shift) - corner);
            toTop += Math.Abs((byte)(left >> shift) - corner);
        }

        return toLeft < toTop ? left : top;
    }

    private static uint Map(uint a, uint b, uint c, Func<int, int, int, int> function)
    {
        uint result = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            result |= (uint)Math.Clamp(function((byte)(a >> shift), (byte)(b >> shift), (byte)(c >> shift)), 0, byte.MaxValue) << shift;
        }

        return result;
    }
}
