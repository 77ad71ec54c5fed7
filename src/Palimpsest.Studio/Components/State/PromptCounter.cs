using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Studio.Components.State;

/// <summary>How many tokens a prompt takes, as pages show it: "12/75".</summary>
public sealed class PromptCounter
{
    private const int Chunk = 75;

    private readonly PromptTokenizer _tokenizer = new(new ClipTokenizer());

    /// <summary>Of prompts in parts the longest; a prompt that cannot be read yet, in the middle of typing a weight, is counted as plain words.</summary>
    public string Count(string prompt)
    {
        int count = Tokens(prompt);
        return $"{count}/{Math.Max(1, (count + Chunk - 1) / Chunk) * Chunk}";
    }

    private int Tokens(string prompt)
    {
        try
        {
            return _tokenizer.Tokenize(prompt).TokenCount;
        }
        catch (PromptException)
        {
            return _tokenizer.Tokenize(prompt, EmphasisMode.None).TokenCount;
        }
    }
}
