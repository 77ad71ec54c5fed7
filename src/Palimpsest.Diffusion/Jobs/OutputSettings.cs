using Palimpsest.Diffusion.Files;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>How files are named and written.</summary>
public sealed record OutputSettings
{
    public const string Png = ".png";

    public required string Folder { get; init; }

    /// <summary>The file's name without extension; null when a folder was asked for.</summary>
    public string? Name { get; init; }

    /// <summary>".png", ".jpg" or ".jpeg".</summary>
    public string Extension { get; init; } = Png;

    /// <summary>The same of grids; null: as the pictures'.</summary>
    public string? GridExtension { get; init; }

    /// <summary>Of JPEG files, 1 to 100.</summary>
    public int Quality { get; init; } = PictureWriter.DefaultJpegQuality;

    /// <summary>webui's pattern for the file's name; null: a plain name.</summary>
    public FileNamePattern? Pattern { get; init; }

    /// <summary>What the names of grids tell besides; null: nothing.</summary>
    public FileNamePattern? GridPattern { get; init; }

    /// <summary>webui's pattern for folders within the folder.</summary>
    public FileNamePattern? FolderPattern { get; init; }

    /// <summary>Begin names with the next number of their folder.</summary>
    public bool AddNumber { get; init; }

    /// <summary>A file that is there already stays, and the new one takes a name with -1, -2 … behind.</summary>
    public bool KeepExisting { get; init; }

    /// <summary>Write the infotext beside each picture, in a file of the same name.</summary>
    public bool SaveText { get; init; }

    /// <summary>Write the infotext into each picture.</summary>
    public bool WithInfotext { get; init; } = true;

    /// <summary>Which pictures are also written as JPEG; null: none.</summary>
    public LargeCopy? LargeCopy { get; init; }
}
