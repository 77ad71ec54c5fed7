using System.Buffers.Binary;

namespace Palimpsest.Imaging;

/// <summary>A decoded file as its specification means it: every sample scaled to the full range, every form of transparency applied.</summary>
internal static class SpecifiedView
{
    public static Picture ToRgba8(DecodedPicture file)
    {
        if (file.Depth == 8 && file.TransparentColour is null && file.Kind is not (SampleKind.Palette or SampleKind.Cmyk))
        {
            return new Picture(file.Width, file.Height, file.Channels, file.Samples).ToRgba();
        }

        var pixels = new byte[checked((int)((long)file.Width * file.Height * 4))];
        switch (file.Kind)
        {
            case SampleKind.Palette:
                LookUp(file, pixels);
                break;
            case SampleKind.Cmyk:
                NaiveCmyk.ToRgba(file.Samples, pixels);
                break;
            default:
                Scale(file, pixels);
                break;
        }

        return new Picture(file.Width, file.Height, 4, pixels);
    }

    public static ushort[] ToRgba16(DecodedPicture file)
    {
        if (file.Depth < 16)
        {
            return Array.ConvertAll(ToRgba8(file).Pixels, sample => (ushort)(sample * 257));
        }

        var pixels = new ushort[checked((int)((long)file.Width * file.Height * 4))];
        for (int i = 0; i < pixels.Length / 4; i++)
        {
            (int red, int green, int blue, int alpha) = Read(file, i);
            pixels[4 * i] = (ushort)red;
            pixels[4 * i + 1] = (ushort)green;
            pixels[4 * i + 2] = (ushort)blue;
            pixels[4 * i + 3] = (ushort)alpha;
        }

        return pixels;
    }

    private static void Scale(DecodedPicture file, byte[] pixels)
    {
        int max = (1 << file.Depth) - 1;
        for (int i = 0; i < pixels.Length / 4; i++)
        {
            (int red, int green, int blue, int alpha) = Read(file, i);
            pixels[4 * i] = (byte)((red * 255 + max / 2) / max);
            pixels[4 * i + 1] = (byte)((green * 255 + max / 2) / max);
            pixels[4 * i + 2] = (byte)((blue * 255 + max / 2) / max);
            pixels[4 * i + 3] = (byte)((alpha * 255 + max / 2) / max);
        }
    }

    /// <summary>Pixel <paramref name="index"/> at the file's depth; the colour key is compared before any scaling, as PNG asks.</summary>
    private static (int Red, int Green, int Blue, int Alpha) Read(DecodedPicture file, int index)
    {
        int channels = file.Channels, max = (1 << file.Depth) - 1;
        int red = Sample(file, index * (long)channels), green = red, blue = red;
        if (channels >= 3)
        {
            green = Sample(file, index * (long)channels + 1);
            blue = Sample(file, index * (long)channels + 2);
        }

        int alpha = max;
        if (channels % 2 == 0)
        {
            alpha = Sample(file, index * (long)channels + channels - 1);
        }
        else if (file.TransparentColour is { } key && red == key[0] && (key.Length == 1 || (green == key[1] && blue == key[2])))
        {
            alpha = 0;
        }

        return (red, green, blue, alpha);
    }

    private static int Sample(DecodedPicture file, long index) =>
        file.Depth == 16 ? BinaryPrimitives.ReadUInt16BigEndian(file.Samples.AsSpan((int)(index * 2))) : file.Samples[index];

    private static void LookUp(DecodedPicture file, byte[] pixels)
    {
        byte[] table = PaletteTable(file);
        for (int i = 0; i < file.Samples.Length; i++)
        {
            table.AsSpan(file.Samples[i] * 4, 4).CopyTo(pixels.AsSpan(i * 4));
        }
    }

    /// <summary>The palette as 256 RGBA entries; an index beyond the file's palette is opaque black.</summary>
    public static byte[] PaletteTable(DecodedPicture file)
    {
        ReadOnlySpan<byte> colours = file.Palette, alpha = file.PaletteAlpha;
        var table = new byte[256 * 4];
        for (int i = 0; i < 256; i++)
        {
            if (3 * i + 3 <= colours.Length)
            {
                colours.Slice(3 * i, 3).CopyTo(table.AsSpan(4 * i));
            }

            table[4 * i + 3] = i < alpha.Length ? alpha[i] : byte.MaxValue;
        }

        return table;
    }
}
