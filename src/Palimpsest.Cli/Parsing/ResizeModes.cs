using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Cli.Parsing;

/// <summary>The names of the resize modes: a short word, webui's number, or webui's label.</summary>
internal static class ResizeModes
{
    private static readonly (ResizeMode Mode, string[] Names)[] Known =
    [
        (ResizeMode.JustResize, ["just", "0", "Just resize"]),
        (ResizeMode.CropAndResize, ["crop", "1", "Crop and resize"]),
        (ResizeMode.ResizeAndFill, ["fill", "2", "Resize and fill"]),
        (ResizeMode.LatentUpscale, ["latent", "3", "Just resize (latent upscale)"]),
    ];

    public static ResizeMode Parse(string text)
    {
        foreach ((ResizeMode mode, string[] names) in Known)
        {
            if (names.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        throw new FormatException("it must be just, crop, fill or latent, or webui's 0 to 3.");
    }
}
