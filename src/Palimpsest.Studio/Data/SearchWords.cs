namespace Palimpsest.Studio.Data;

/// <summary>What people type to find something.</summary>
internal static class SearchWords
{
    /// <summary>The words in lower case, as the search texts are; all must be there.</summary>
    public static string[] Of(string? text) => text?.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
