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
    /// <exception cref="CommandException">The folder does not exist, or the extension is none that can be written.</exception>
    public OutputFiles(string? output, string name, int count, int quality)
    {
        bool isFolder = output is null || Directory.Exists(output);
        string full = Path.GetFullPath(output ?? ".");
        _folder = isFolder ? full : Path.GetDirectoryName(full) ?? full;
        _name = isFolder ? name : Path.GetFileNameWithoutExtension(full);
        _extension = isFolder ? Png : Path.GetExtension(full).ToLowerInvariant();
        _count = count;
        _quality = quality;
        if (!Extensions.Contains(_extension))
        {
            throw new CommandException($"--output is '{output}'; the name must end in .png, .jpg or .jpeg, or be a folder that exists.", ExitCode.Usage);
        }

        if (!Directory.Exists(_folder))
        {
            throw new CommandException($"--output is '{output}', but the folder '{_folder}' does not exist; create it first.", ExitCode.Usage);
        }
    }

    /// <summary>Writes a picture with its infotext and returns its path.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string Save(GeneratedPicture picture)
    {
        string number = _count > 1 ? $"-{picture.Index + 1}" : "";
        string path = Path.Combine(_folder, _name + number + _extension);
        if (_extension == Png)
        {
            PictureWriter.SavePng(path, picture.Picture, picture.Infotext);
        }
        else
        {
            PictureWriter.SaveJpeg(path, picture.Picture, _quality, picture.Infotext);
        }

        return path;
    }
}
