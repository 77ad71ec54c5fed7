using System.Globalization;

namespace Palimpsest.Studio.Components.State;

/// <summary>Sizes of files in words.</summary>
public static class FileSize
{
    /// <summary>"12 KB", "3.4 MB", "2.1 GB".</summary>
    public static string Text(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} KB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
