namespace Palimpsest.Diffusion.Jobs;

/// <summary>The pictures of a folder and its sub-folders, in natural order, and what each one's result is called.</summary>
public static class SourceFolder
{
    /// <summary>webui's list for batches from a directory, and what else people call pictures: those that cannot be read are told of, never passed over.</summary>
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"];

    /// <summary>Each source with the path of its result within the output folder, without extension.</summary>
    /// <param name="output">Where results go; not a source itself, even within the folder.</param>
    public static IReadOnlyList<(string Source, string Name)> Pictures(string folder, string output)
    {
        string within = Path.GetFullPath(output) + Path.DirectorySeparatorChar;
        bool containsOutput = within.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && within.Length > Path.GetFullPath(folder).Length + 1;
        List<string> sources =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Where(path => !containsOutput || !Path.GetFullPath(path).StartsWith(within, StringComparison.Ordinal))
                .Order(NaturalOrder.Instance),
        ];
        ILookup<string, string> byName = sources.ToLookup(source => WithoutExtension(folder, source), StringComparer.OrdinalIgnoreCase);

        // Two sources that differ in the extension alone keep it, or one result would replace the other.
        return [.. sources.Select(source => (source, byName[WithoutExtension(folder, source)].Count() == 1 ? WithoutExtension(folder, source) : Path.GetRelativePath(folder, source)))];
    }

    private static string WithoutExtension(string folder, string source) => Path.ChangeExtension(Path.GetRelativePath(folder, source), null);
}
