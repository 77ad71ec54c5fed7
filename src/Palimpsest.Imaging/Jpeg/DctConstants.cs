namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// The multipliers of the 8-point DCT of Loeffler, Ligtenberg and Moschytz (ICASSP 1989, figure 1) with 13 fraction bits: sums of cosines and
/// sines of multiples of pi/16, times the square root of 2. Word length and rounding are those of the IJG library's accurate integer transform
/// ("islow"), because pictures must come out the same to the bit.
/// </summary>
internal static class DctConstants
{
    public const int FractionBits = 13;

    /// <summary>Extra bits that values keep between the first and the second pass.</summary>
    public const int PassBits = 2;

    public const int F0298 = 2446;
    public const int F0390 = 3196;
    public const int F0541 = 4433;
    public const int F0765 = 6270;
    public const int F0899 = 7373;
    public const int F1175 = 9633;
    public const int F1501 = 12299;
    public const int F1847 = 15137;
    public const int F1961 = 16069;
    public const int F2053 = 16819;
    public const int F2562 = 20995;
    public const int F3072 = 25172;

    /// <summary>Divides by 2^bits, rounding halves up.</summary>
    public static int Descale(int value, int bits) => (value + (1 << (bits - 1))) >> bits;
}
