using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>Finds the <c>Key: value</c> pairs of a line of parameters.</summary>
public static class InfotextFieldScanner
{
    /// <summary>
    /// The pairs in order, values as written. A key is a word character and at least one more of words, blanks, hyphens and slashes; a
    /// value is a string in double quotes with nothing after it, or all up to the next comma.
    /// </summary>
    public static List<(string Key, string Value)> Scan(string line)
    {
        List<(string Key, string Value)> fields = [];
        for (int i = 0; i < line.Length;)
        {
            int end = KeyEnd(line, i);
            int key = i;
            while (key < end && !PythonText.IsWordAt(line, key))
            {
                key++;
            }

            bool isKey = end < line.Length && line[end] == ':' && end - key > CharacterLength(line, key);
            if (!isKey)
            {
                i = end + 1;
                continue;
            }

            int value = end + 1;
            while (value < line.Length && PythonText.IsSpace(line[value]))
            {
                value++;
            }

            int valueEnd = ValueEnd(line, value);
            fields.Add((line[key..end], line[value..valueEnd]));
            i = valueEnd + 1;
        }

        return fields;
    }

    private static int KeyEnd(string line, int start)
    {
        int end = start;
        while (end < line.Length && (line[end] is ' ' or '-' or '/' || PythonText.IsWordAt(line, end)))
        {
            end += CharacterLength(line, end);
        }

        return end;
    }

    private static int CharacterLength(string line, int index) => index < line.Length && char.IsHighSurrogate(line[index]) ? 2 : 1;

    private static int ValueEnd(string line, int start)
    {
        if (start < line.Length && line[start] == '"')
        {
            int end = start + 1;
            while (end < line.Length && line[end] != '"')
            {
                end += line[end] == '\\' ? 2 : 1;
            }

            bool closed = end < line.Length && end > start + 1 && (end + 1 == line.Length || line[end + 1] == ',');
            if (closed)
            {
                return end + 1;
            }
        }

        int comma = line.IndexOf(',', start);
        return comma < 0 ? line.Length : comma;
    }
}
