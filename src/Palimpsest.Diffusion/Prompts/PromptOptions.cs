namespace Palimpsest.Diffusion.Prompts;

/// <summary>webui's options that change what a prompt means; the defaults are its.</summary>
/// <param name="Emphasis">What brackets do.</param>
/// <param name="CommaBacktrack">Prompt word wrap length limit, 0 to 74 tokens.</param>
/// <param name="OldScheduling">Use old prompt editing timelines.</param>
/// <param name="OldEmphasis">Use old emphasis implementation.</param>
public sealed record PromptOptions(
    EmphasisMode Emphasis = EmphasisMode.Original,
    int CommaBacktrack = PromptTokenizer.DefaultCommaBacktrack,
    bool OldScheduling = false,
    bool OldEmphasis = false);
