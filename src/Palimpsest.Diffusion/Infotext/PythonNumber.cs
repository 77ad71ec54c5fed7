using System.Globalization;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>
/// A number as Python prints it: integers plainly, floats by their shortest round-trip digits with a point or an exponent
/// (<c>7.0</c>, <c>1e-05</c>). Whether a value is one or the other is part of the infotext, so it is kept.
/// </summary>
public readonly record struct PythonNumber
{
    private readonly double _real;
    private readonly long _integer;
    private readonly bool _isReal;

    private PythonNumber(double real, long integer, bool isReal) => (_real, _integer, _isReal) = (real, integer, isReal);

    /// <summary>The number itself.</summary>
    public double Value => _isReal ? _real : _integer;

    public bool IsZero => _isReal ? _real == 0 : _integer == 0;

    public static implicit operator PythonNumber(double value) => new(value, 0, true);

    public static implicit operator PythonNumber(long value) => new(0, value, false);

    public static implicit operator PythonNumber(int value) => new(0, value, false);

    /// <summary>The number of a text: digits alone are an integer, anything else a float.</summary>
    public static bool TryParse(string text, out PythonNumber number)
    {
        bool isInteger = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer);
        bool isReal = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real);
        number = isInteger ? (PythonNumber)integer : real;
        return isInteger || isReal;
    }

    public override string ToString() => _isReal ? Text(_real) : _integer.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // .NET's and Python's shortest digits are the same; only where the exponent form begins differs.
        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        string mantissa = parts[0].Replace(".", "");
        string digits = mantissa.TrimStart('0');
        int point = parts[0].Contains('.') ? parts[0].IndexOf('.') : parts[0].Length;
        int exponent = point - 1 - (mantissa.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        if (digits.Length == 0)
        {
            (digits, exponent) = ("0", 0);
        }

        string sign = double.IsNegative(value) ? "-" : "";

        // Python's repr: exponent form below 1e-4 and from 1e16 on.
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        string whole = digits.PadRight(exponent + 1, '0');
        string rest = whole[(exponent + 1)..];
        return $"{sign}{whole[..(exponent + 1)]}.{(rest.Length == 0 ? "0" : rest)}";
    }
}
