namespace Palimpsest.Imaging.Jpeg;

/// <summary>The tables that the standard prints: zigzag order, example quantisation and example Huffman tables (ITU-T T.81, figure A.6 and annex K).</summary>
internal static class StandardTables
{
    private static readonly byte[] ChrominanceQuantisationTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    private static readonly byte[] LuminanceQuantisationTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>
    /// Place in the 8 × 8 block (row * 8 + column) of the k-th coefficient of the file. The 16 entries past the end let damaged data,
    /// whose zero runs may lead past coefficient 63, write harmlessly to the last one.
    /// </summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
        63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    ];

    public static HuffmanCode LuminanceDc { get; } = new(
        Convert.FromHexString("00010501010101010100000000000000"),
        Convert.FromHexString("000102030405060708090A0B"));

    public static HuffmanCode ChrominanceDc { get; } = new(
        Convert.FromHexString("00030101010101010101010000000000"),
        Convert.FromHexString("000102030405060708090A0B"));

    public static HuffmanCode LuminanceAc { get; } = new(
        Convert.FromHexString("0002010303020403050504040000017D"),
        Convert.FromHexString(
            "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A" +
            "434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA" +
            "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"));

    public static HuffmanCode ChrominanceAc { get; } = new(
        Convert.FromHexString("00020102040403040705040400010277"),
        Convert.FromHexString(
            "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A" +
            "434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA" +
            "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA"));

    /// <summary>
    /// The example quantisation table in block order, scaled as the IJG library does: quality 50 is the table itself, 100 is all ones;
    /// below 50 the steps grow as 5000 / quality per cent, above as 200 - 2 * quality per cent.
    /// </summary>
    /// <param name="quality">1 to 100.</param>
    public static ushort[] Quantisation(bool chrominance, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        byte[] table = chrominance ? ChrominanceQuantisationTable : LuminanceQuantisationTable;
        return Array.ConvertAll(table, step => (ushort)Math.Clamp(((step * percent) + 50) / 100, 1, 255));
    }
}
