namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Pixels as they are coded: literals, copies of what came before, and colours of the cache (RFC 9649, 3.6).</summary>
internal static class EntropyImage
{
    private const int Literals = 256, LengthSymbols = 24, NearDistances = 120, MostCacheBits = 11;

    /// <summary>Pixels that memory is taken for at first: a file that only declares a large picture gets no more.</summary>
    private const int FirstPixels = 1 << 18;

    /// <summary>Distances that name a place nearby: rows up times 16, and 8 less the columns to the left.</summary>
    private static ReadOnlySpan<byte> Nearby =>
    [
        24, 7, 23, 25, 40, 6, 39, 41, 22, 26, 38, 42, 56, 5, 55, 57, 21, 27, 54, 58, 37, 43, 72, 4,
        71, 73, 20, 28, 53, 59, 70, 74, 36, 44, 88, 69, 75, 52, 60, 3, 87, 89, 19, 29, 86, 90, 35, 45,
        68, 76, 85, 91, 51, 61, 104, 2, 103, 105, 18, 30, 102, 106, 34, 46, 84, 92, 67, 77, 101, 107, 50, 62,
        120, 1, 119, 121, 83, 93, 17, 31, 100, 108, 66, 78, 118, 122, 33, 47, 117, 123, 49, 63, 99, 109, 82, 94,
        0, 116, 124, 65, 79, 16, 32, 98, 110, 48, 115, 125, 81, 95, 64, 114, 126, 97, 111, 80, 113, 127, 96, 112,
    ];

    /// <param name="isWhole">A picture itself, which may have other codes in other parts; not a part of its description.</param>
    /// <returns>ARGB, [height, width].</returns>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static uint[] Decode(ref LosslessBits bits, int width, int height, bool isWhole)
    {
        int cacheBits = bits.ReadFlag() ? bits.Read(4) : 0;
        if (cacheBits > MostCacheBits)
        {
            throw new PictureException($"The WebP file's lossless picture has a colour cache of {cacheBits} bits, and {MostCacheBits} is the most; the file is damaged.");
        }

        CodeMap map = isWhole && bits.ReadFlag() ? CodeMap.Read(ref bits, width, height) : CodeMap.One;
        CodeGroup?[] groups = ReadGroups(ref bits, map, cacheBits == 0 ? 0 : 1 << cacheBits);
        return Pixels(ref bits, width, height, map, groups, cacheBits == 0 ? null : new ColourCache(cacheBits));
    }

    /// <summary>Only groups that are used are kept; a file can describe many that are not.</summary>
    private static CodeGroup?[] ReadGroups(ref LosslessBits bits, CodeMap map, int cacheSize)
    {
        var groups = new CodeGroup?[map.Groups];
        for (int i = 0; i < groups.Length; i++)
        {
            var group = CodeGroup.Read(ref bits, cacheSize);
            groups[i] = map.Uses(i) ? group : null;
        }

        return groups;
    }

    private static uint[] Pixels(ref LosslessBits bits, int width, int height, CodeMap map, CodeGroup?[] groups, ColourCache? cache)
    {
        int total = checked(width * height);
        var pixels = new uint[Math.Min(total, FirstPixels)];
        for (int at = 0, x = 0, y = 0; at < total;)
        {
            CodeGroup group = groups[map.At(x, y)]!;
            int symbol = group.Green.Read(ref bits), count = 1;
            if (symbol >= Literals && symbol < Literals + LengthSymbols)
            {
                count = Prefixed(ref bits, symbol - Literals);
                int distance = DistanceOf(Prefixed(ref bits, group.Distance.Read(ref bits)), width);
                if (distance > at || count > total - at)
                {
                    throw new PictureException("The WebP file's lossless picture copies pixels that do not exist; the file is damaged.");
                }

                MakeRoom(ref pixels, at + count, total);
                for (int i = 0; i < count; i++)
                {
                    pixels[at + i] = pixels[at + i - distance];
                    cache?.Add(pixels[at + i]);
                }
            }
            else
            {
                MakeRoom(ref pixels, at + 1, total);
                pixels[at] = symbol < Literals
                    ? Literal(ref bits, group, symbol)
                    : cache![symbol - Literals - LengthSymbols];
                cache?.Add(pixels[at]);
            }

            at += count;
            x += count;
            if (x >= width)
            {
                y += x / width;
                x %= width;
            }
        }

        return pixels;
    }

    private static uint Literal(ref LosslessBits bits, CodeGroup group, int green)
    {
        int red = group.Red.Read(ref bits), blue = group.Blue.Read(ref bits), alpha = group.Alpha.Read(ref bits);
        return ((uint)alpha << 24) | ((uint)red << 16) | ((uint)green << 8) | (uint)blue;
    }

    private static void MakeRoom(ref uint[] pixels, int needed, int total)
    {
        if (needed > pixels.Length)
        {
            Array.Resize(ref pixels, (int)Math.Min(total, Math.Max(needed, 2L * pixels.Length)));
        }
    }

    /// <summary>A length or distance, whose symbol says how many bits follow.</summary>
    private static int Prefixed(ref LosslessBits bits, int symbol)
    {
        if (symbol < 4)
        {
            return symbol + 1;
        }

        int extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + bits.Read(extra) + 1;
    }

    private static int DistanceOf(int code, int width)
    {
        if (code > NearDistances)
        {
            return code - NearDistances;
        }

        int near = Nearby[code - 1];
        return Math.Max(1, ((near >> 4) * width) + 8 - (near & 15));
    }
}
