namespace Palimpsest.Cli.Parsing;

/// <summary>The names of the resize modes: a short word, webui's number, or webui's label.</summary>
internal static class ResizeModes
{
    private static readonly string[] Labels = ["Just resize", "Crop and resize", "Resize and fill", "Just resize (latent upscale)"];

    public static ResizeMode Parse(string text)
    {
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            string[] names = [mode.ToString(), ((int)mode).ToString(), Labels[(int)mode]];
            if (names.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        throw new FormatException("it must be just, crop, fill or latent, or webui's 0 to 3.");
    }
}
