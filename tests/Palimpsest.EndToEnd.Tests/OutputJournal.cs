namespace Palimpsest.EndToEnd.Tests;

/// <summary>The hidden file in which an interrupted command keeps what it has finished.</summary>
internal static class OutputJournal
{
    public static bool Is(string path) => Path.GetFileName(path).StartsWith(".palimpsest-", StringComparison.Ordinal);
}
