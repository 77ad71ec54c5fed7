using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>A picture on disk, with the files that belong to it.</summary>
public sealed record SavedPicture(string Path, GeneratedPicture Picture)
{
    /// <summary>Its mask's file; null unless it was asked for.</summary>
    public string? MaskPath { get; init; }

    /// <summary>The file of its masked part alone.</summary>
    public string? MaskCompositePath { get; init; }

    /// <summary>What the settings asked to save with it: the suffix of its name, "-before-highres-fix", and the file.</summary>
    public IReadOnlyList<(string Suffix, string Path)> Beside { get; init; } = [];

    /// <summary>All files, as webui returns them: the picture first.</summary>
    public IEnumerable<string> Paths => new[] { Path, MaskPath, MaskCompositePath }.OfType<string>().Concat(Beside.Select(file => file.Path)).Distinct();
}
