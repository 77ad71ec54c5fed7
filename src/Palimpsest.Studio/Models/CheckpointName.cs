namespace Palimpsest.Studio.Models;

/// <summary>Finds a checkpoint by what people and programs call it, as webui does (webui.md 7.1).</summary>
internal static class CheckpointName
{
    /// <summary>By an exact name or path; else the shortest title that contains the text; else the same without a hash behind it. Null when there is none.</summary>
    public static ShelfCheckpoint? Find(IReadOnlyList<ShelfCheckpoint> checkpoints, string name)
    {
        string wanted = name.Trim();
        if (wanted.Length == 0)
        {
            return null;
        }

        int bracket = wanted.LastIndexOf('[');
        return checkpoints.FirstOrDefault(checkpoint => Names(checkpoint).Contains(wanted))
            ?? Containing(checkpoints, wanted)
            ?? (bracket > 0 ? Find(checkpoints, wanted[..bracket]) : null);
    }

    /// <summary>Whether a text is one of webui's exact names of a checkpoint.</summary>
    public static IEnumerable<string> Names(ShelfCheckpoint checkpoint)
    {
        string stem = Path.GetFileNameWithoutExtension(checkpoint.FileName);
        string[] plain = [checkpoint.FileName, checkpoint.ModelName, checkpoint.Title, stem, checkpoint.Path];
        return checkpoint.Sha256 is null ? plain : [.. plain, checkpoint.ShortHash!, checkpoint.Sha256, $"{stem} [{checkpoint.ShortHash}]"];
    }

    private static ShelfCheckpoint? Containing(IEnumerable<ShelfCheckpoint> checkpoints, string text) => checkpoints
        .Where(checkpoint => checkpoint.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
        .MinBy(checkpoint => checkpoint.Title.Length);
}
