using System.IO.Compression;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>The text tables that travel inside the assembly.</summary>
internal static class EmbeddedData
{
    /// <summary>The lines of a table, comments (<c>#</c>) left out; a name ending in .gz is unpacked.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using Stream stored = typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The embedded table '{name}' is missing from the assembly; rebuild it.");
        using Stream plain = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is string line)
        {
            if (name.EndsWith(".gz", StringComparison.Ordinal) || !line.StartsWith('#'))
            {
                yield return line;
            }
        }
    }
}
