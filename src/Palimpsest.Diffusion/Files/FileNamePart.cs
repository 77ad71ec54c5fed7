using System.Text;

namespace Palimpsest.Diffusion.Files;

/// <summary>Makes any text a part of a file's name, on every system.</summary>
public static class FileNamePart
{
    /// <summary>Characters of a part that stay (webui's --filenames-max-length).</summary>
    private const int MaximumLength = 128;

    /// <summary>Bytes of a name that Linux, macOS and Windows take.</summary>
    private const int MaximumBytes = 255;

    private const string Invalid = "#<>:\"/\\|?*\n\r\t";

    /// <summary>The text without characters that names must not have: those become _; blanks before and blanks and dots behind go, and what is beyond 128 characters.</summary>
    public static string Clean(string text, bool replaceSpaces)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            cleaned.Append(Invalid.Contains(c) || (replaceSpaces && c == ' ') ? '_' : char.IsControl(c) ? '_' : c);
        }

        return FirstCharacters(cleaned.ToString().TrimStart(' '), MaximumLength).TrimEnd(' ', '.');
    }

    /// <summary>A file's name shortened so that it and what follows (number, extension) fit what file systems allow.</summary>
    /// <param name="rest">Bytes of what comes before and after.</param>
    public static string Fit(string name, int rest)
    {
        while (name.Length > 0 && Encoding.UTF8.GetByteCount(name) + rest > MaximumBytes)
        {
            name = name[..^(name.Length > 1 && char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }

    /// <summary>Characters are code points, as in Python.</summary>
    private static string FirstCharacters(string text, int count)
    {
        int end = 0;
        for (int i = 0; i < count && end < text.Length; i++)
        {
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        }

        return text[..end];
    }
}
