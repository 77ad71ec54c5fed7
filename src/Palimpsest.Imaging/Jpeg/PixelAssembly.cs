namespace Palimpsest.Imaging.Jpeg;

/// <summary>Brings the components to full size and to the picture's colours.</summary>
internal static class PixelAssembly
{
    private enum Colours
    {
        Grey,
        YCbCr,
        Rgb,
        Cmyk,
        Ycck,
    }

    /// <summary>The picture's pixels, [Height, Width, components].</summary>
    public static byte[] Interleave(Frame frame, ApplicationData application)
    {
        Colours colours = Determine(frame.Components, application);
        ComponentRows[] components = Array.ConvertAll(frame.Components, component => new ComponentRows(component, frame));
        int rowBytes = frame.Width * components.Length;
        var pixels = new byte[(long)rowBytes * frame.Height];
        var rgb = new byte[colours == Colours.Ycck ? frame.Width * 3 : 0];
        for (int y = 0; y < frame.Height; y++)
        {
            Span<byte> into = pixels.AsSpan(y * rowBytes, rowBytes);
            switch (colours)
            {
                case Colours.Grey:
                    components[0].Row(y)[..frame.Width].CopyTo(into);
                    break;
                case Colours.YCbCr:
                    ColourTransform.ToRgb(components[0].Row(y), components[1].Row(y), components[2].Row(y), into);
                    break;
                case Colours.Ycck:
                    ColourTransform.ToRgb(components[0].Row(y), components[1].Row(y), components[2].Row(y), rgb);
                    InterleaveYcck(rgb, components[3].Row(y), into);
                    break;
                default:
                    InterleaveUnchanged(components, y, isInverted: colours == Colours.Cmyk, into);
                    break;
            }
        }

        return pixels;
    }

    /// <summary>
    /// The colour convention, which the standard leaves open, by the IJG library's rules: JFIF means YCbCr, Adobe's segment names its transform,
    /// and without either the component numbers 'R', 'G', 'B' mean RGB.
    /// </summary>
    private static Colours Determine(Component[] components, ApplicationData application) => components.Length switch
    {
        1 => Colours.Grey,
        3 when application.HasJfif => Colours.YCbCr,
        3 when application.AdobeTransform is { } transform => transform == 0 ? Colours.Rgb : Colours.YCbCr,
        3 => components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }] ? Colours.Rgb : Colours.YCbCr,
        _ => application.AdobeTransform is null or 0 ? Colours.Cmyk : Colours.Ycck,
    };

    /// <summary>Four-component files hold inks inverted, Adobe's way, which Pillow assumes of all of them; the picture holds 255 for full ink.</summary>
    private static void InterleaveUnchanged(ComponentRows[] components, int y, bool isInverted, Span<byte> into)
    {
        byte flip = isInverted ? (byte)255 : (byte)0;
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> row = components[i].Row(y);
            for (int x = 0, target = i; target < into.Length; x++, target += components.Length)
            {
                into[target] = (byte)(row[x] ^ flip);
            }
        }
    }

    /// <summary>YCCK encodes the inverse of the stored, itself inverted ink as RGB: what the transform yields is the ink as the picture holds it.</summary>
    private static void InterleaveYcck(ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> black, Span<byte> into)
    {
        for (int x = 0; 4 * x < into.Length; x++)
        {
            rgb.Slice(3 * x, 3).CopyTo(into[(4 * x)..]);
            into[(4 * x) + 3] = (byte)(255 - black[x]);
        }
    }
}
