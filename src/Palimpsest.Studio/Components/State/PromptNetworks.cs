using System.Text.RegularExpressions;

namespace Palimpsest.Studio.Components.State;

/// <summary>Puts networks into prompts and takes them out again, as webui's cards do (webui.md 14.11).</summary>
internal static partial class PromptNetworks
{
    /// <summary>webui's option extra_networks_add_text_separator, as it is by default.</summary>
    private const string Separator = " ";

    /// <summary>Whether the prompt names the network, with whatever weight.</summary>
    /// <param name="text">A tag, maybe with words behind it, or an embedding's word.</param>
    public static bool Contains(string prompt, string text) => Without(prompt, text) != prompt;

    /// <summary>The prompt without the network where it has it, else with it at the end.</summary>
    public static string Toggle(string prompt, string text)
    {
        string without = Without(prompt, text);
        return without != prompt ? without : prompt.Length == 0 ? text : prompt + Separator + text;
    }

    private static string Without(string prompt, string text)
    {
        if (Tag().Match(text) is not { Success: true } own)
        {
            // Better than webui, which takes a word out of longer ones too.
            return Regex.Replace(prompt, $@"{Separator}?(?<!\w){Regex.Escape(text)}(?!\w)", "", RegexOptions.CultureInvariant);
        }

        string words = text[(own.Index + own.Length)..];
        for (Match? tag = Find(prompt, own); tag is not null; tag = Find(prompt, own))
        {
            int start = tag.Index, end = tag.Index + tag.Length;
            end += words.Length > 0 && prompt.AsSpan(end).StartsWith(words) ? words.Length : 0;
            start -= prompt.AsSpan(0, start).EndsWith(Separator) ? Separator.Length : 0;
            prompt = prompt.Remove(start, end - start);
        }

        return prompt;
    }

    /// <summary>The first tag of the same network, whatever its weight.</summary>
    private static Match? Find(string prompt, Match own) => Tag().Matches(prompt).FirstOrDefault(tag => tag.Groups[1].Value == own.Groups[1].Value);

    [GeneratedRegex(@"<([^:^>]+:[^:>]+):[\d.]+>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
