using System.Globalization;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Sizes as people write them: 6GB, 800MB, 1.5 GiB.</summary>
public static class MemorySize
{
    private static readonly (string Unit, double Bytes)[] Units =
        [("GIB", 1L << 30), ("MIB", 1L << 20), ("GB", 1e9), ("MB", 1e6), ("G", 1e9), ("M", 1e6)];

    /// <summary>Bytes. The least is 100 MB, which not even the smallest model fits in.</summary>
    public static long Parse(string text)
    {
        string upper = text.Trim().ToUpperInvariant();
        (string unit, double factor) = Units.FirstOrDefault(candidate => upper.EndsWith(candidate.Unit, StringComparison.Ordinal));
        if (unit is null
            || !double.TryParse(upper[..^unit.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double amount)
            || amount * factor is not (>= 1e8 and <= 1e15))
        {
            throw new FormatException("it must be a size of at least 100MB, for example 6GB or 800MB.");
        }

        return (long)(amount * factor);
    }

    /// <summary>"3.42 GB", in powers of ten as disks and system monitors count.</summary>
    public static string Format(long bytes)
    {
        (double divisor, string format) = bytes switch
        {
            >= 1_000_000_000 => (1e9, "0.00 GB"),
            >= 1_000_000 => (1e6, "0 MB"),
            >= 10_000 => (1e3, "0 kB"),
            _ => (1, "0 bytes"),
        };
        return (bytes / divisor).ToString(format, CultureInfo.InvariantCulture);
    }
}
