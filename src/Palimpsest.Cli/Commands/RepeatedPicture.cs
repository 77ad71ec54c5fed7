using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Cli.Commands;

/// <summary>The picture of <c>--from</c>, or a text file with its infotext.</summary>
internal static class RepeatedPicture
{
    /// <summary>An infotext is some kilobytes; a larger text file is something else.</summary>
    private const long LargestText = 4 << 20;

    /// <exception cref="CommandException">The file does not say how it was made.</exception>
    /// <exception cref="PictureException">The picture is damaged.</exception>
    public static RepeatedRequest Read(string path, bool isImg2Img, InfotextReading reading)
    {
        string existing = InputFile.Existing(path, "The picture");
        string? infotext = Path.GetExtension(existing).Equals(".txt", StringComparison.OrdinalIgnoreCase) && new FileInfo(existing).Length <= LargestText
            ? File.ReadAllText(existing)
            : GenerationText.Read(PictureReader.Describe(existing)).Text;
        return string.IsNullOrWhiteSpace(infotext)
            ? throw new CommandException($"--from is '{path}', which does not say how it was made: it has no text 'parameters' and no such EXIF comment. Give the prompt and the settings yourself.")
            : InfotextRequestReader.Read(infotext, isImg2Img, reading);
    }
}
