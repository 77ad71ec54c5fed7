using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>webui's styles.csv: columns name, prompt, negative_prompt (in old files name, text), blanks after commas skipped.</summary>
public static class StyleFile
{
    /// <summary>The styles of a file's text, rows whose name begins with # left out.</summary>
    /// <exception cref="PromptException">The header names no column "name", or neither "prompt" nor "text".</exception>
    public static IReadOnlyList<PromptStyle> Parse(string text) => [.. ParseAll(text).Where(style => !style.Name.StartsWith('#'))];

    /// <summary>The rows of a file's text, those whose name begins with # too.</summary>
    /// <exception cref="PromptException">The header names no column "name", or neither "prompt" nor "text".</exception>
    public static IReadOnlyList<PromptStyle> ParseAll(string text)
    {
        List<List<string>> rows = Rows(text.TrimStart('\uFEFF'));
        if (rows.Count == 0)
        {
            return [];
        }

        List<string> header = rows[0];
        int name = header.IndexOf("name"), negative = header.IndexOf("negative_prompt");
        int prompt = header.IndexOf("prompt") is int column and >= 0 ? column : header.IndexOf("text");
        if (name < 0 || prompt < 0)
        {
            throw new PromptException($"The styles file begins with the columns '{string.Join(", ", header)}'; it needs 'name, prompt, negative_prompt'.");
        }

        return
        [
            .. from row in rows.Skip(1)
               select new PromptStyle(Field(row, name), Field(row, prompt), Field(row, negative)),
        ];
    }

    /// <summary>A file's text, with the byte-order mark that webui writes.</summary>
    public static string Write(IEnumerable<PromptStyle> styles) => "\uFEFF" + string.Concat(
        styles.Prepend(new PromptStyle("name", "prompt", "negative_prompt")).Select(style => $"{Quote(style.Name)},{Quote(style.Prompt)},{Quote(style.NegativePrompt)}\n"));

    private static string Quote(string field) => field.AsSpan().ContainsAny(",\"\n\r") || field.StartsWith(' ') ? $"\"{field.Replace("\"", "\"\"")}\"" : field;

    private static string Field(List<string> row, int column) => column >= 0 && column < row.Count ? row[column] : "";

    /// <summary>The rows of comma-separated text; a field in double quotes may hold commas, line ends, and doubled quotes.</summary>
    private static List<List<string>> Rows(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        for (int i = 0; i < text.Length;)
        {
            while (i < text.Length && text[i] == ' ')
            {
                i++;
            }

            row.Add(ReadField(text, ref i));
            if (i < text.Length && text[i] == ',')
            {
                i++;
                if (i < text.Length)
                {
                    continue;
                }

                row.Add("");
            }

            // A line end, of one or two characters, or the end of the text.
            i += i + 1 < text.Length && text[i] == '\r' && text[i + 1] == '\n' ? 2 : 1;
            if (row.Count > 1 || row[0].Length > 0)
            {
                rows.Add(row);
            }

            row = [];
        }

        return rows;
    }

    private static string ReadField(string text, ref int index)
    {
        var field = new StringBuilder();
        if (index < text.Length && text[index] == '"')
        {
            for (index++; index < text.Length; index++)
            {
                if (text[index] != '"')
                {
                    field.Append(text[index]);
                }
                else if (index + 1 < text.Length && text[index + 1] == '"')
                {
                    field.Append('"');
                    index++;
                }
                else
                {
                    index++;
                    break;
                }
            }
        }

        while (index < text.Length && text[index] is not (',' or '\r' or '\n'))
        {
            field.Append(text[index++]);
        }

        return field.ToString();
    }
}
