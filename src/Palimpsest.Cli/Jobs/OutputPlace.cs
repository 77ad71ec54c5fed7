using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Cli.Jobs;

/// <summary>The place that <c>--output</c> names.</summary>
internal static class OutputPlace
{
    private static readonly string[] Extensions = [OutputSettings.Png, ".jpg", ".jpeg"];

    /// <summary>The place, tried: a picture of many minutes must not be lost because it cannot be written.</summary>
    /// <param name="output">A file's name, or a folder; null: the current folder.</param>
    /// <param name="format">"png", "jpg" or "jpeg": of files in a folder.</param>
    /// <param name="isFolder">It is a folder even if it does not exist yet; it is made then.</param>
    /// <param name="option">What messages call the option.</param>
    /// <exception cref="CommandException">The extension is none that can be written, or the folder does not exist or takes no files.</exception>
    public static OutputSettings At(string? output, string format = "png", bool isFolder = false, string option = "--output")
    {
        if (output is "")
        {
            throw new CommandException($"{option} is empty; give the name of a .png or .jpg file, or leave {option} out.", ExitCode.Usage);
        }

        string full = Path.GetFullPath(output ?? ".");
        if (isFolder)
        {
            MakeFolder(output!, full);
        }

        if (output is null || Directory.Exists(full))
        {
            TryFolder(full, option);
            return new OutputSettings { Folder = full, Extension = "." + format };
        }

        string extension = Path.GetExtension(full), folder = Path.GetDirectoryName(full) ?? full;
        if (!Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw new CommandException($"{option} is '{output}'; the name must end in .png, .jpg or .jpeg, or be a folder that exists.", ExitCode.Usage);
        }

        if (!Directory.Exists(folder))
        {
            throw new CommandException($"{option} is '{output}', but the folder '{folder}' does not exist; create it first.");
        }

        TryFolder(folder, option);
        return new OutputSettings { Folder = folder, Name = Path.GetFileNameWithoutExtension(full), Extension = extension };
    }

    private static void MakeFolder(string output, string full)
    {
        bool isPicture = Extensions.Contains(Path.GetExtension(full), StringComparer.OrdinalIgnoreCase) && !Directory.Exists(full);
        if (isPicture || File.Exists(full))
        {
            throw new CommandException($"--output is '{output}', the name of one file; for a folder of pictures give a folder.", ExitCode.Usage);
        }

        Directory.CreateDirectory(full);
    }

    private static void TryFolder(string folder, string option)
    {
        string probe = Path.Combine(folder, $".palimpsest-{Guid.NewGuid():N}.tmp");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"No file can be written into the folder '{folder}'; choose another with {option}, or get the right to write there.");
        }
    }
}
