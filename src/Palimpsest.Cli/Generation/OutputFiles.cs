namespace Palimpsest.Cli.Generation;

/// <summary>
/// Where pictures go. One picture takes the given name as it is; of several, each gets its number before the extension. Files appear whole or not at all.
/// </summary>
internal sealed class OutputFiles
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    private readonly string _folder;
    private readonly string _name;
    private readonly string _extension;
    private readonly int _count;
    private readonly int _quality;
    private int _written;

    /// <param name="output">A file's name, or a folder that exists; null: the current folder.</param>
    /// <param name="name">A file's name without extension, where the output does not say one.</param>
    /// <exception cref="CommandException">The folder does not exist, or the extension is none that can be written.</exception>
    public OutputFiles(string? output, string name, int count, int quality)
    {
        bool isFolder = output is null || Directory.Exists(output);
        string full = Path.GetFullPath(output ?? ".");
        _folder = isFolder ? full : Path.GetDirectoryName(full) ?? full;
        _name = isFolder ? name : Path.GetFileNameWithoutExtension(full);
        _extension = isFolder ? ".png" : Path.GetExtension(full).ToLowerInvariant();
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

    /// <summary>Writes the next picture and returns its path.</summary>
    public string Save(FinishedPicture picture)
    {
        _written++;
        string number = _count > 1 ? $"-{_written}" : "";
        string path = Path.Combine(_folder, _name + number + _extension);
        string unfinished = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream stream = File.Create(unfinished))
            {
                picture.Write(stream, _extension, _quality);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return path;
    }
}
