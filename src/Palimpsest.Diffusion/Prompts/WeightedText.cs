namespace Palimpsest.Diffusion.Prompts;

/// <summary>A stretch of a prompt with the weight that its brackets give it.</summary>
public sealed record WeightedText(string Text, double Weight)
{
    private const string BreakWord = "BREAK";
    private const double BreakWeight = -1;

    /// <summary>The mark that closes a chunk. Inside brackets its weight is no longer -1 and it is read as a word, as in webui.</summary>
    public static WeightedText Break { get; } = new(BreakWord, BreakWeight);

    public bool IsBreak => Text == BreakWord && Weight == BreakWeight;
}
