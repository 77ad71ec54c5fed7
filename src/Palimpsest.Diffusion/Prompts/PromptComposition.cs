using System.Globalization;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>Prompts composed with AND: each part guides by itself, with the weight after its last colon.</summary>
public static class PromptComposition
{
    private const string Word = "AND";

    /// <summary>
    /// The parts between the whole word AND, also inside brackets. A part ends in <c>: weight</c>, a signed decimal, or weighs 1;
    /// blanks at its end are dropped, those after AND are kept.
    /// </summary>
    public static IReadOnlyList<WeightedPrompt> Split(string prompt)
    {
        List<WeightedPrompt> parts = [];
        int start = 0;
        for (int at = prompt.IndexOf(Word, StringComparison.Ordinal); at >= 0; at = prompt.IndexOf(Word, at + Word.Length, StringComparison.Ordinal))
        {
            if (!PythonText.IsWordBefore(prompt, at) && !PythonText.IsWordAt(prompt, at + Word.Length))
            {
                parts.Add(Part(prompt[start..at]));
                start = at + Word.Length;
            }
        }

        parts.Add(Part(prompt[start..]));
        return parts;
    }

    private static WeightedPrompt Part(string text)
    {
        text = PythonText.StripEnd(text);
        int colon = text.LastIndexOf(':');
        if (colon < 0 || Weight(PythonText.StripStart(text[(colon + 1)..])) is not double weight)
        {
            return new WeightedPrompt(text, 1);
        }

        return new WeightedPrompt(PythonText.StripEnd(text[..colon]), weight);
    }

    /// <summary>The value of a decimal number without exponent or blanks, digits of any script; null for anything else.</summary>
    private static double? Weight(string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        string ascii = PythonText.AsciiDigits(text);
        bool isNumber = ascii.Length > 0
            && ascii.Skip(ascii[0] is '+' or '-' ? 1 : 0).All(c => c == '.' || char.IsAsciiDigit(c))
            && double.TryParse(ascii, Style, CultureInfo.InvariantCulture, out _);
        return isNumber ? double.Parse(ascii, Style, CultureInfo.InvariantCulture) : null;
    }
}
