namespace Palimpsest.Diffusion.Prompts;

/// <summary>The styles of a user, by name and in order.</summary>
public sealed class PromptStyles
{
    private readonly List<PromptStyle> _styles = [];
    private readonly Dictionary<string, PromptStyle> _byName = [];

    /// <summary>Of styles with the same name the last one counts, at the place of the first.</summary>
    public PromptStyles(IEnumerable<PromptStyle> styles)
    {
        foreach (PromptStyle style in styles)
        {
            int known = _styles.FindIndex(other => other.Name == style.Name);
            if (known < 0)
            {
                _styles.Add(style);
            }
            else
            {
                _styles[known] = style;
            }

            _byName[style.Name] = style;
        }
    }

    public IReadOnlyList<PromptStyle> All => _styles;

    /// <summary>Both prompts with the named styles applied one after the other; a name that is not known acts as an empty style.</summary>
    public (string Prompt, string NegativePrompt) Apply(string prompt, string negativePrompt, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            PromptStyle style = _byName.GetValueOrDefault(name) ?? new PromptStyle(name, "", "");
            prompt = PromptStyle.Merge(style.Prompt, prompt);
            negativePrompt = PromptStyle.Merge(style.NegativePrompt, negativePrompt);
        }

        return (prompt, negativePrompt);
    }

    /// <summary>The styles that both prompts carry, in the order of application, and the prompts without them. Each style counts once.</summary>
    public (IReadOnlyList<string> Names, string Prompt, string NegativePrompt) Extract(string prompt, string negativePrompt)
    {
        List<PromptStyle> candidates = [.. _styles];
        List<string> found = [];
        while (true)
        {
            PromptStyle? match = null;
            foreach (PromptStyle style in candidates)
            {
                if (style.Remove(prompt, negativePrompt) is (string positive, string negative))
                {
                    (match, prompt, negativePrompt) = (style, positive, negative);
                    break;
                }
            }

            if (match is null)
            {
                found.Reverse();
                return (found, prompt, negativePrompt);
            }

            candidates.Remove(match);
            found.Add(match.Name);
        }
    }
}
