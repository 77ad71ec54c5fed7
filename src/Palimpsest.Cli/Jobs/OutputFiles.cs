using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Jobs;

/// <summary>
/// Where pictures go. One picture takes the given name as it is; of several, each gets its number before the extension. Files appear whole or not at all.
/// </summary>
internal sealed class OutputFiles
{
    private const string Png = ".png";

    private static readonly string[] Extensions = [Png, ".jpg", ".jpeg"];

    private readonly string _folder;
    private readonly string _name;
    private readonly string _extension;
    private readonly int _count;
    private readonly int _quality;

    /// <param name="output">A file's name, or a folder that exists; null: the current folder.</param>
    /// <param name="name">A file's name without extension, where the output does not say one.</param>
    /// <param name="count">How many pictures there will be.</param>
    /// <param name="quality">Of JPEG files, 1 to 100.</param>
    /// <exception cref="CommandException">See <see cref="Check"/>.</exception>
    public OutputFiles(string? output, string name, int count, int quality)
    {
        Check(output);
        bool isFolder = IsFolder(output);
        string full = Path.GetFullPath(output ?? ".");
        _folder = FolderOf(output);
        _name = isFolder ? name : Path.GetFileNameWithoutExtension(full);
        _extension = isFolder ? Png : Path.GetExtension(full);
        _count = count;
        _quality = quality;
    }

    /// <summary>Whether pictures can be written there. A picture of many minutes must not be lost because they cannot.</summary>
    /// <exception cref="CommandException">The extension is none that can be written, or the folder does not exist or takes no files.</exception>
    public static void Check(string? output)
    {
        if (output is "")
        {
            throw new CommandException("--output is empty; give the name of a .png or .jpg file, or leave --output out.", ExitCode.Usage);
        }

        if (!IsFolder(output) && !Extensions.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase))
        {
            throw new CommandException($"--output is '{output}'; the name must end in .png, .jpg or .jpeg, or be a folder that exists.", ExitCode.Usage);
        }

        string folder = FolderOf(output);
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"--output is '{output}', but the folder '{folder}' does not exist; create it first.");
        }

        string probe = Path.Combine(folder, $".palimpsest-{Guid.NewGuid():N}.tmp");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"No file can be written into the folder '{folder}'; choose another with --output, or get the right to write there.");
        }
    }

    /// <summary>Writes a picture with its infotext and returns its path.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string Save(GeneratedPicture picture)
    {
        string number = _count > 1 ? $"-{picture.Index + 1}" : "";
        string path = Path.Combine(_folder, _name + number + _extension);
        if (_extension.Equals(Png, StringComparison.OrdinalIgnoreCase))
        {
            PictureWriter.SavePng(path, picture.Picture, picture.Infotext);
        }
        else
        {
            PictureWriter.SaveJpeg(path, picture.Picture, _quality, picture.Infotext);
        }

        return path;
    }

    private static bool IsFolder(string? output) => output is null || Directory.Exists(output);

    private static string FolderOf(string? output)
    {
        string full = Path.GetFullPath(output ?? ".");
        return IsFolder(output) ? full : Path.GetDirectoryName(full) ?? full;
    }
}
