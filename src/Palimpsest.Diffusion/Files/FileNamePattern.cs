using System.Text;

namespace Palimpsest.Diffusion.Files;

/// <summary>
/// webui's patterns for names of files and folders (webui.md 9.3): text with <c>[name]</c> or <c>[name&lt;argument&gt;…]</c>. Names that
/// are unknown or fail stay as they are, without their arguments. A name that has nothing to say takes the text before it along.
/// </summary>
public sealed class FileNamePattern(string pattern, int maximumWords = FileNamePattern.DefaultMaximumWords)
{
    /// <summary>directories_max_prompt_words.</summary>
    public const int DefaultMaximumWords = 8;

    /// <summary>The name of a picture, not yet shortened to what a file system allows.</summary>
    public string Apply(FileNameSubject subject)
    {
        var values = new FileNameValues(subject, maximumWords);
        var result = new StringBuilder();
        int position = 0;
        while (NextField(position) is (int open, int close))
        {
            string before = pattern[position..open];
            (string name, string[] arguments) = Divide(pattern[(open + 1)..close]);
            string? value = values.Of(name, arguments);
            if (value != FileNameValues.Nothing)
            {
                result.Append(before).Append(value ?? $"[{name}]");
            }

            position = close + 1;
        }

        return result.Append(pattern, position, pattern.Length - position).ToString();
    }

    /// <summary>The folder of a picture: as a name, without blanks before and without blanks and slashes behind.</summary>
    public string ApplyToFolder(FileNameSubject subject) => Apply(subject).TrimStart(' ').TrimEnd('\\', ' ', '/');

    /// <summary>The innermost brackets from a position on: an opening one, at least one character that is no bracket, a closing one.</summary>
    private (int Open, int Close)? NextField(int start)
    {
        int open = -1;
        for (int i = start; i < pattern.Length; i++)
        {
            if (pattern[i] == '[')
            {
                open = i;
            }
            else if (pattern[i] == ']' && open >= 0)
            {
                if (i > open + 1)
                {
                    return (open, i);
                }

                open = -1;
            }
        }

        return null;
    }

    /// <summary>"datetime&lt;%Y&gt;&lt;Asia/Tokyo&gt;": the name and its arguments.</summary>
    private static (string Name, string[] Arguments) Divide(string field)
    {
        List<string> arguments = [];
        while (field.EndsWith('>') && field.LastIndexOf('<') is int open and >= 0 && field.IndexOf('>', open) == field.Length - 1)
        {
            arguments.Insert(0, field[(open + 1)..^1]);
            field = field[..open];
        }

        return (field, [.. arguments]);
    }
}
