namespace Palimpsest.Diffusion.Prompts;

/// <summary>A named addition to prompts: text to append, or a frame with <c>{prompt}</c> in it.</summary>
public sealed record PromptStyle(string Name, string Prompt, string NegativePrompt)
{
    private const string Place = "{prompt}";

    /// <summary>The prompt put at every {prompt} of the addition; without one, both trimmed and joined by a comma, empty ones left out.</summary>
    public static string Merge(string addition, string prompt) => addition.Contains(Place, StringComparison.Ordinal)
        ? addition.Replace(Place, prompt, StringComparison.Ordinal)
        : string.Join(", ", new[] { PythonText.Strip(prompt), PythonText.Strip(addition) }.Where(text => text.Length > 0));

    /// <summary>Both prompts as they were before this style was applied; null when they do not look as if it was, or the style is empty.</summary>
    public (string Prompt, string NegativePrompt)? Remove(string prompt, string negativePrompt) =>
        (Prompt.Length > 0 || NegativePrompt.Length > 0)
        && Remainder(Prompt, prompt) is string positive
        && Remainder(NegativePrompt, negativePrompt) is string negative
            ? (positive, negative)
            : null;

    private static string? Remainder(string addition, string prompt)
    {
        string style = PythonText.Strip(addition), text = PythonText.Strip(prompt);
        int place = style.IndexOf(Place, StringComparison.Ordinal);
        if (place >= 0)
        {
            string before = style[..place], after = style[(place + Place.Length)..];
            bool framed = text.StartsWith(before, StringComparison.Ordinal) && text.EndsWith(after, StringComparison.Ordinal);
            return framed ? text[before.Length..Math.Max(before.Length, text.Length - after.Length)] : null;
        }

        if (!text.EndsWith(style, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = text[..(text.Length - style.Length)];
        return rest.EndsWith(", ", StringComparison.Ordinal) ? rest[..^2] : rest;
    }
}
