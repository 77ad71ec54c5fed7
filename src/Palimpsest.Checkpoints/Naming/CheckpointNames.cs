using System.Text.RegularExpressions;

namespace Palimpsest.Checkpoints;

/// <summary>Finds the checkpoint that a request means.</summary>
public static partial class CheckpointNames
{
    /// <summary>
    /// The checkpoint with that alias (of several, the last in the list); else the one with the shortest title that contains the text;
    /// else the same after removing a trailing "[…]"; else null. An empty text means none.
    /// </summary>
    public static CheckpointName? Closest(IReadOnlyList<CheckpointName> checkpoints, string text) =>
        text.Length == 0 ? null
        : checkpoints.LastOrDefault(checkpoint => checkpoint.Aliases.Contains(text))
            ?? ShortestContaining(checkpoints, text)
            ?? ShortestContaining(checkpoints, TrailingBrackets().Replace(text, ""));

    private static CheckpointName? ShortestContaining(IReadOnlyList<CheckpointName> checkpoints, string text) =>
        checkpoints.Where(checkpoint => checkpoint.Title.Contains(text, StringComparison.Ordinal)).MinBy(checkpoint => checkpoint.Title.Length);

    [GeneratedRegex(@"\s*\[[^\]]*\]\s*$")]
    private static partial Regex TrailingBrackets();
}
