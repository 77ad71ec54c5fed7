using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>The extra-network tags of a prompt: <c>&lt;type:argument:…&gt;</c>, whatever the type.</summary>
public static class NetworkTags
{
    /// <summary>The prompt without its tags, the blanks and commas around them kept, and the tags in order.</summary>
    public static (string Prompt, IReadOnlyList<NetworkTag> Tags) Extract(string prompt)
    {
        List<NetworkTag> tags = [];
        var rest = new StringBuilder(prompt.Length);
        int lastClose = prompt.LastIndexOf('>');
        for (int i = 0; i < prompt.Length;)
        {
            if (prompt[i] == '<' && i < lastClose && TagAt(prompt, i) is (NetworkTag tag, int end))
            {
                tags.Add(tag);
                i = end;
            }
            else
            {
                rest.Append(prompt[i++]);
            }
        }

        return (rest.ToString(), tags);
    }

    private static (NetworkTag Tag, int End)? TagAt(string prompt, int start)
    {
        int colon = start + 1;
        while (PythonText.IsWordAt(prompt, colon))
        {
            colon += char.IsHighSurrogate(prompt[colon]) ? 2 : 1;
        }

        if (colon == start + 1 || colon >= prompt.Length || prompt[colon] != ':')
        {
            return null;
        }

        int close = prompt.IndexOf('>', colon);
        return close > colon + 1
            ? (new NetworkTag(prompt[(start + 1)..colon], prompt[(colon + 1)..close].Split(':')), close + 1)
            : null;
    }
}
