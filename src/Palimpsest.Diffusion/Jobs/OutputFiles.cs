using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>
/// Where pictures go. Without a pattern one picture takes the given name as it is, and of several each gets its number before the extension.
/// Files appear whole or not at all.
/// </summary>
/// <param name="name">A file's name without extension, where the settings do not say one.</param>
/// <param name="count">How many pictures there will be.</param>
public sealed class OutputFiles(OutputSettings settings, string name, int count)
{
    /// <summary>A count that only a script's run will show: pictures are numbered, and none counts as there already.</summary>
    public const int Unknown = int.MaxValue;

    private const string InitFolder = "init-images";

    /// <summary>The path of a picture, if it is known before the picture is: not with patterns or numbers.</summary>
    public string? PlannedPath(int index) =>
        settings is { Pattern: null, FolderPattern: null, AddNumber: false, KeepExisting: false } ? Path.Combine(settings.Folder, PlainName(index) + settings.Extension) : null;

    /// <summary>Whether all pictures are there already.</summary>
    public bool AreFinished() => count != Unknown && Enumerable.Range(0, count).All(index => PlannedPath(index) is string path && File.Exists(path));

    /// <summary>Writes a picture with its infotext and returns its path.</summary>
    /// <param name="index">Its place among the pictures, from 0.</param>
    /// <param name="subject">What patterns tell of it.</param>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string Save(GeneratedPicture picture, int index, FileNameSubject subject) => Write(picture.Picture, picture.Infotext, PathFor(index, subject));

    /// <summary>Writes a picture to a path of <see cref="PathFor"/> or <see cref="GridPath"/>, and returns that.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string Write(Picture picture, string infotext, string path)
    {
        string? parameters = settings.WithInfotext ? infotext : null;
        PictureWriter.Save(path, picture, parameters, settings.Quality);
        settings.LargeCopy?.WriteBeside(path, picture, settings.Quality, parameters);
        if (settings.SaveText)
        {
            // Written beside and renamed, as pictures are.
            string text = Path.ChangeExtension(path, ".txt"), beside = $"{text}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(beside, infotext + "\n");
            File.Move(beside, text, overwrite: true);
        }

        return path;
    }

    /// <summary>Writes what belongs to a picture, under its name with a suffix: "-mask".</summary>
    /// <param name="path">The picture's.</param>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string SaveBeside(Picture picture, string infotext, string path, string suffix) =>
        Write(picture, infotext, Path.ChangeExtension(path, null) + suffix + settings.Extension);

    /// <summary>
    /// What stands in place of a picture's extension in the names of the files that are written with it: "-before-highres-fix.png", ".txt". Copies of large
    /// pictures are among them, since that it is one shows only when it is written.
    /// </summary>
    /// <param name="picture">Null: it has no stages.</param>
    public IReadOnlyList<string> SuffixesBeside(GeneratedPicture? picture)
    {
        const string Text = ".txt";
        List<string> stages = [.. picture?.Beside.Select(part => part.Suffix) ?? []], all = ["", .. stages];
        return
        [
            .. stages.Select(stage => stage + settings.Extension),
            .. MayHaveCopies ? all.Select(stage => stage + LargeCopy.Extension) : [],
            .. settings.SaveText ? all.Select(stage => stage + Text) : [],
        ];
    }

    private bool MayHaveCopies => settings is { LargeCopy: not null, Extension: OutputSettings.Png };

    /// <summary>Writes a picture and all that belongs to it.</summary>
    /// <param name="subject">What patterns tell of it.</param>
    /// <exception cref="PictureException">A file cannot be written.</exception>
    public SavedPicture SaveAll(GeneratedPicture picture, FileNameSubject subject)
    {
        string path = Save(picture, picture.Index, subject);
        return new SavedPicture(path, picture)
        {
            MaskPath = picture.Mask is null ? null : SaveBeside(picture.Mask, picture.Infotext, path, "-mask"),
            MaskCompositePath = picture.MaskComposite is null ? null : SaveBeside(picture.MaskComposite, picture.Infotext, path, "-mask-composite"),
            Beside = SaveParts(picture, path),
        };
    }

    /// <summary>
    /// Writes what the settings ask to save with a picture: its stages under its name with a suffix, "-before-highres-fix", and the pictures it began with.
    /// </summary>
    /// <param name="path">The picture's.</param>
    /// <returns>Suffixes and paths of the stages.</returns>
    /// <exception cref="PictureException">A file cannot be written.</exception>
    public IReadOnlyList<(string Suffix, string Path)> SaveParts(GeneratedPicture picture, string path)
    {
        foreach ((string hash, Picture init) in picture.InitPictures)
        {
            SaveInit(init, hash, Path.GetDirectoryName(path)!);
        }

        return [.. picture.Beside.Select(part => (part.Suffix, SaveBeside(part.Picture, picture.Infotext, path, part.Suffix)))];
    }

    /// <summary>A picture to begin with, once for all that are made of it.</summary>
    private static void SaveInit(Picture picture, string hash, string folder)
    {
        string path = Path.Combine(folder, InitFolder, hash + OutputSettings.Png);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PictureWriter.SavePng(path, picture, (string?)null);
        }
    }

    /// <summary>Writes the grid of all pictures.</summary>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string SaveGrid(GeneratedPicture grid, FileNameSubject subject) => Write(grid.Picture, grid.Infotext, GridPath(subject));

    /// <summary>Where the next grid goes: behind a given name, else with the folder's next number, grid-0004; behind that what <see cref="OutputSettings.GridPattern"/> tells.</summary>
    public string GridPath(FileNameSubject subject)
    {
        const string Grid = "grid";
        string file = settings.Pattern is null && !settings.AddNumber
            ? $"{settings.Name ?? name}-{Grid}"
            : SequenceNumber.Text(SequenceNumber.Next(settings.Folder, Grid), Grid);
        string extension = settings.GridExtension ?? settings.Extension, told = settings.GridPattern?.Apply(subject).Replace('/', '_').Replace('\\', '_') ?? "";
        return Path.Combine(settings.Folder, FileNamePart.Fit(told.Length > 0 ? $"{file}-{told}" : file, extension.Length) + extension);
    }

    /// <summary>Where a picture goes; the folder is made.</summary>
    public string PathFor(int index, FileNameSubject subject)
    {
        string folder = settings.FolderPattern is FileNamePattern pattern
            ? Path.Combine(settings.Folder, pattern.ApplyToFolder(subject).TrimStart('/', '\\'))
            : settings.Folder;
        string decoration = settings.Pattern?.Apply(subject) ?? PlainName(index);
        string number = settings.AddNumber || decoration.Length == 0 ? SequenceNumber.Text(SequenceNumber.Next(folder)) : "";
        string file = number + (number.Length > 0 && decoration.Length > 0 ? "-" : "") + decoration;

        // A pattern may name folders too; only what is behind the last slash is the file's name.
        string inner = Path.GetDirectoryName(file) ?? "";
        string path = Path.Combine(folder, inner, FileNamePart.Fit(Path.GetFileName(file), settings.Extension.Length + 4));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string free = path;
        for (int i = 1; settings.KeepExisting && (File.Exists(free + settings.Extension) || (MayHaveCopies && File.Exists(free + LargeCopy.Extension))); i++)
        {
            free = $"{path}-{i}";
        }

        return free + settings.Extension;
    }

    private string PlainName(int index) => (settings.Name ?? name) + (count > 1 ? $"-{index + 1}" : "");
}
