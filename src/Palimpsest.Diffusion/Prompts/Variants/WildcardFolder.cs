using System.Text;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Prompts.Variants;

/// <summary>
/// Text files of which a prompt's <c>__name__</c> takes a line: <c>name.txt</c>, or <c>folder/name.txt</c> as <c>__folder/name__</c>. Every
/// line counts, empty ones too, as in webui's wildcards extension; lines may hold wildcards themselves.
/// </summary>
public sealed class WildcardFolder
{
    private const string Mark = "__";

    /// <summary>Wildcards within wildcards; more are a circle.</summary>
    private const int Deepest = 16;

    /// <summary>A line of many megabytes is no prompt.</summary>
    private const long LargestFile = 64 << 20;

    private readonly string _folder;
    private readonly Dictionary<string, string[]> _files = [];

    /// <exception cref="PromptException">There is no such folder.</exception>
    public WildcardFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        if (!Directory.Exists(_folder))
        {
            throw new PromptException($"The wildcards' folder '{folder}' does not exist; check the name.");
        }
    }

    /// <summary>The text with every wildcard replaced by one of its lines.</summary>
    /// <exception cref="PromptException">There is no such file, or it is empty, or wildcards go in a circle.</exception>
    internal string Replace(string text, PythonRandom random, int depth = 0)
    {
        var result = new StringBuilder();
        int position = 0;
        while (NextMark(text, position) is (int start, int end))
        {
            string name = text[(start + Mark.Length)..end];
            result.Append(text, position, start - position);
            string[] lines = Lines(name);
            string line = lines[random.Below(lines.Length)];
            if (depth == Deepest)
            {
                throw new PromptException($"The wildcard '{Mark}{name}{Mark}' leads back to itself; take it out of the wildcard file that names it.");
            }

            result.Append(Replace(line, random, depth + 1));
            position = end + Mark.Length;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>Whether the text has a wildcard.</summary>
    internal static bool IsIn(string text) => NextMark(text, 0) is not null;

    /// <summary>The next "__name__" with a name without blanks: where it begins, and where its last mark does.</summary>
    private static (int Start, int End)? NextMark(string text, int from)
    {
        int start = text.IndexOf(Mark, from, StringComparison.Ordinal);
        while (start >= 0)
        {
            int end = text.IndexOf(Mark, start + Mark.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            ReadOnlySpan<char> name = text.AsSpan((start + Mark.Length)..end);
            if (!name.IsEmpty && !name.ContainsAny(" \n\t<>{}|,"))
            {
                return (start, end);
            }

            start = end;
        }

        return null;
    }

    private string[] Lines(string name)
    {
        if (_files.TryGetValue(name, out string[]? known))
        {
            return known;
        }

        string path = Path.GetFullPath(Path.Combine(_folder, name + ".txt"));
        if (!path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            string[] names = [.. Names()];
            string hint = names.Length == 0 ? "the folder has no .txt files" : $"did you mean '{Mark}{NearestName.To(name, names)}{Mark}'?";
            throw new PromptException($"There is no file '{name}.txt' in the wildcards' folder '{_folder}'; {hint}");
        }

        if (new FileInfo(path).Length > LargestFile)
        {
            throw new PromptException($"The wildcard file '{path}' has more than {LargestFile >> 20} MiB; make it smaller.");
        }

        string text = File.ReadAllText(path, Encoding.UTF8).ReplaceLineEndings("\n");
        string[] lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        if (text.Length == 0)
        {
            throw new PromptException($"The wildcard file '{path}' is empty; it needs at least one line.");
        }

        _files.Add(name, lines);
        return lines;
    }

    private IEnumerable<string> Names() => Directory.EnumerateFiles(_folder, "*.txt", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(_folder, path), null).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
