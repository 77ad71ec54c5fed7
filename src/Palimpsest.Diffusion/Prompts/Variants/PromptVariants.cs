namespace Palimpsest.Diffusion.Prompts.Variants;

/// <summary>Prompts that are another for each picture: wildcards from files and, where asked for, <c>{a|b}</c>. A picture's seed decides, alone.</summary>
/// <param name="wildcards">Null: "__name__" is text.</param>
/// <param name="isDynamic">Whether braces choose.</param>
public sealed class PromptVariants(WildcardFolder? wildcards, bool isDynamic)
{
    /// <summary>Whether a text is another for each picture.</summary>
    public bool Vary(string text) => (wildcards is not null && WildcardFolder.IsIn(text)) || (isDynamic && DynamicPrompt.IsIn(text));

    /// <summary>The text of the picture with this seed. Prompt and negative prompt each begin anew with it, as in webui's extension.</summary>
    /// <exception cref="PromptException">A wildcard has no file.</exception>
    public string For(string text, long seed)
    {
        var random = new PythonRandom(seed);
        string chosen = isDynamic ? DynamicPrompt.Choose(text, random) : text;
        return wildcards is null ? chosen : wildcards.Replace(chosen, random);
    }
}
