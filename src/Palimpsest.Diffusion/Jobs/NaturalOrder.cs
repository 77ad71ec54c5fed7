using System.Globalization;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Names as people order them: numbers by their value, so that photo10 comes after photo9; letters whatever their case.</summary>
public sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        (string a, string b) = (x ?? "", y ?? "");
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            int difference = char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j])
                ? CompareNumbers(Digits(a, ref i), Digits(b, ref j))
                : char.ToUpper(a[i++], CultureInfo.InvariantCulture).CompareTo(char.ToUpper(b[j++], CultureInfo.InvariantCulture));
            if (difference != 0)
            {
                return difference;
            }
        }

        int rest = (a.Length - i).CompareTo(b.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(a, b);
    }

    private static string Digits(string text, ref int index)
    {
        int start = index;
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return text[start..index].TrimStart('0');
    }

    /// <summary>Numbers of any length, without leading zeros.</summary>
    private static int CompareNumbers(string a, string b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
}
