using Palimpsest.Imaging.Metadata;
using Palimpsest.Imaging.Webp.Lossless;
using Palimpsest.Imaging.Webp.Lossy;

namespace Palimpsest.Imaging.Webp;

/// <summary>WebP (RFC 9649): lossy, lossless, with alpha; of an animation the first frame on its canvas, the rest of which is transparent black.</summary>
public static class WebpDecoder
{
    public static bool Recognizes(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8);

    /// <exception cref="PictureException">Not a WebP file, damaged, cut off, or beyond the limits.</exception>
    public static DecodedPicture Decode(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        WebpContents contents = WebpContents.Parse(file, limits);
        byte[] frame = contents.Bitstream.IsLossless
            ? LosslessDecoder.Decode(contents.Bitstream.Data, contents.Frame.Width, contents.Frame.Height)
            : Lossy(contents);
        byte[] rgba = contents.Frame.IsCanvas(contents) ? frame : OnCanvas(contents, frame);
        return new DecodedPicture(Description(contents), contents.HasAlpha ? rgba : WithoutAlpha(rgba));
    }

    /// <summary>What a file says beside its pixels, which are passed over.</summary>
    /// <exception cref="PictureException">Not a WebP file, damaged apart from its pixels, cut off, or beyond the limits.</exception>
    public static PictureDescription Describe(ReadOnlyMemory<byte> file, PictureLimits limits) => Description(WebpContents.Parse(file, limits));

    private static PictureDescription Description(WebpContents contents) => new()
    {
        Format = PictureFormat.Webp,
        Width = contents.Width,
        Height = contents.Height,
        Kind = contents.HasAlpha ? SampleKind.Rgba : SampleKind.Rgb,
        Depth = 8,
        Exif = contents.Exif,
        Orientation = contents.Exif is { } exif ? Exif.FindOrientation(exif) ?? 1 : 1,
        Frames = contents.Frames,
    };

    private static byte[] Lossy(WebpContents contents)
    {
        byte[] rgba = LossyDecoder.Decode(contents.Bitstream.Data, contents.Frame.Width, contents.Frame.Height);
        if (contents.HasAlpha && contents.Alpha is { } stored)
        {
            byte[] alpha = AlphaPlane.Decode(stored, contents.Frame.Width, contents.Frame.Height);
            for (int i = 0; i < alpha.Length; i++)
            {
                rgba[(4 * i) + 3] = alpha[i];
            }
        }

        return rgba;
    }

    private static byte[] OnCanvas(WebpContents contents, byte[] frame)
    {
        WebpFrame place = contents.Frame;
        var canvas = new byte[checked(contents.Width * contents.Height * 4)];
        for (int y = 0; y < place.Height; y++)
        {
            frame.AsSpan(y * place.Width * 4, place.Width * 4).CopyTo(canvas.AsSpan((((place.Y + y) * contents.Width) + place.X) * 4));
        }

        return canvas;
    }

    private static byte[] WithoutAlpha(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        }

        return rgb;
    }
}
