using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Where a picture's mask comes from.</summary>
public static class MaskFile
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"];

    /// <summary>The mask itself, or of a folder of masks the one that is called like the picture (webui.md 14.10).</summary>
    /// <exception cref="GenerationException">There is none in the folder.</exception>
    public static string For(string source, string mask)
    {
        if (!Directory.Exists(mask))
        {
            return mask;
        }

        string stem = Path.GetFileNameWithoutExtension(source);
        return Extensions.Select(extension => Path.Combine(mask, stem + extension)).FirstOrDefault(File.Exists)
            ?? throw new GenerationException($"The folder of masks '{mask}' has no picture called '{stem}'.");
    }

    /// <summary>White where the picture is transparent.</summary>
    /// <exception cref="GenerationException">It is transparent nowhere.</exception>
    public static Picture OfTransparency(Picture picture, string source)
    {
        int channels = picture.Channels;
        var mask = new byte[channels % 2 == 0 ? picture.Width * picture.Height : 0];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = (byte)(255 - picture.Pixels[(i * channels) + channels - 1]);
        }

        return mask.AsSpan().ContainsAnyExcept((byte)0)
            ? new Picture(picture.Width, picture.Height, 1, mask)
            : throw new GenerationException($"{Path.GetFileName(source)} is transparent nowhere, so --mask-alpha leaves nothing to paint: use --mask with another picture.");
    }
}
