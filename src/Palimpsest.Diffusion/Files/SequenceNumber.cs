using System.Globalization;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Files;

/// <summary>The numbers that files in a folder begin with.</summary>
public static class SequenceNumber
{
    /// <summary>One more than the largest number at the beginning of a name in the folder; 0 when there is none, or no folder.</summary>
    /// <param name="baseName">"grid": only names like grid-0004 count, and their number follows the hyphen. Empty: the number is the first part of the name.</param>
    public static long Next(string folder, string baseName = "") => Directory.Exists(folder)
        ? Next(Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!), baseName)
        : 0;

    /// <summary>As for a folder, of the names in it.</summary>
    public static long Next(IEnumerable<string> names, string baseName)
    {
        string prefix = baseName.Length > 0 ? baseName + "-" : "";
        return names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Number(WithoutExtension(name[prefix.Length..]).Split('-')[0]) ?? -1)
            .DefaultIfEmpty(-1)
            .Max(number => Math.Max(number, -1)) + 1;
    }

    /// <summary>00012 before a picture's name, grid-0004 for a file of a kind.</summary>
    public static string Text(long number, string baseName = "") => baseName.Length == 0
        ? number.ToString("00000", CultureInfo.InvariantCulture)
        : $"{baseName}-{number.ToString("0000", CultureInfo.InvariantCulture)}";

    /// <summary>Leading dots belong to the name.</summary>
    private static string WithoutExtension(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot > 0 && name.AsSpan(0, dot).ContainsAnyExcept('.') ? name[..dot] : name;
    }

    /// <summary>What Python's int reads: blanks around, a sign, digits of any script with single underscores between.</summary>
    private static long? Number(string text)
    {
        string digits = PythonText.AsciiDigits(PythonText.Strip(text));
        bool separated = digits.Contains("__", StringComparison.Ordinal) || digits.StartsWith('_') || digits.EndsWith('_');
        return !separated && long.TryParse(digits.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number < long.MaxValue
            ? number
            : null;
    }
}
