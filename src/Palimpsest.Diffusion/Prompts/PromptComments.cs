using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>Comments in prompts: from <c>#</c> to the end of the line.</summary>
public static class PromptComments
{
    /// <summary>
    /// Whole comment lines vanish together with one line end, other comments become a line end; so text that begins or ends in a
    /// comment begins or ends with a line end.
    /// </summary>
    public static string Strip(string prompt)
    {
        string withoutLines = Replace(prompt, onlyWholeLines: true);
        return Replace(withoutLines, onlyWholeLines: false);
    }

    private static string Replace(string text, bool onlyWholeLines)
    {
        var kept = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int hash = -1;
            if (!onlyWholeLines)
            {
                hash = text[i] == '#' ? i : -1;
            }
            else if (text[i] == '\n' && i + 1 < text.Length && text[i + 1] == '#')
            {
                hash = i + 1;
            }
            else if (i == 0 && text[0] == '#')
            {
                hash = 0;
            }

            if (hash < 0)
            {
                kept.Append(text[i++]);
                continue;
            }

            int lineEnd = text.IndexOf('\n', hash);
            kept.Append('\n');
            i = lineEnd < 0 ? text.Length : lineEnd + 1;
        }

        return kept.ToString();
    }
}
