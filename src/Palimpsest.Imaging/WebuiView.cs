namespace Palimpsest.Imaging;

/// <summary>
/// A decoded file as webui 1.10.1 sees it through Pillow 9.5: grey above 8 bits clips at 255, other 16-bit samples keep their high byte,
/// colour keys are ignored, palette transparency counts only when Pillow holds it as a table.
/// </summary>
internal static class WebuiView
{
    public static Picture ToPicture(DecodedPicture file) => file switch
    {
        { Kind: SampleKind.Palette } => FromPalette(file),
        { Kind: SampleKind.Cmyk } => file.ToRgba8().ToRgb(),
        { Kind: SampleKind.Grey, Depth: 16 } => ClippedGrey(file),
        { Depth: 16 } => HighBytes(file),
        { Depth: 8 } => new Picture(file.Width, file.Height, file.Channels, file.Samples),
        _ => ScaledGrey(file),
    };

    private static Picture FromPalette(DecodedPicture file)
    {
        Picture rgba = file.ToRgba8();
        return file.PaletteAlpha is null || IsHeldAsIndex(file.PaletteAlpha) ? rgba.ToRgb() : rgba;
    }

    /// <summary>
    /// Pillow holds a tRNS table with exactly one entry 0 and all others 255 as the index of that entry, and webui looks only at tables.
    /// It finds such tables by the pattern ^\xff*\x00\xff*$, whose $ also matches before a final line feed (byte 10).
    /// </summary>
    private static bool IsHeldAsIndex(ReadOnlySpan<byte> alpha)
    {
        if (alpha is [.., (byte)'\n'])
        {
            alpha = alpha[..^1];
        }

        int transparent = alpha.IndexOf((byte)0);
        return transparent >= 0 && alpha[..transparent].IndexOfAnyExcept(byte.MaxValue) < 0
            && alpha[(transparent + 1)..].IndexOfAnyExcept(byte.MaxValue) < 0;
    }

    private static Picture ClippedGrey(DecodedPicture file)
    {
        var grey = new byte[file.Samples.Length / 2];
        for (int i = 0; i < grey.Length; i++)
        {
            grey[i] = file.Samples[2 * i] != 0 ? byte.MaxValue : file.Samples[2 * i + 1];
        }

        return new Picture(file.Width, file.Height, 1, grey);
    }

    private static Picture HighBytes(DecodedPicture file)
    {
        var pixels = new byte[file.Samples.Length / 2];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = file.Samples[2 * i];
        }

        // At 16 bits Pillow reads grey and alpha as RGBA, so this alpha is composited; at 8 bits it stays LA and is dropped.
        var picture = new Picture(file.Width, file.Height, file.Channels, pixels);
        return file.Kind == SampleKind.GreyAlpha ? picture.ToRgba() : picture;
    }

    private static Picture ScaledGrey(DecodedPicture file)
    {
        int scale = 255 / ((1 << file.Depth) - 1);
        byte[] grey = Array.ConvertAll(file.Samples, sample => (byte)(sample * scale));
        return new Picture(file.Width, file.Height, 1, grey);
    }
}
