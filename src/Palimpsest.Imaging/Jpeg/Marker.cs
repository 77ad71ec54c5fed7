namespace Palimpsest.Imaging.Jpeg;

/// <summary>The second byte of the two-byte markers 0xFF xx (ITU-T T.81, table B.1).</summary>
internal static class Marker
{
    public const byte BaselineFrame = 0xC0;
    public const byte ExtendedFrame = 0xC1;
    public const byte ProgressiveFrame = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantisationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte Comment = 0xFE;

    /// <summary>SOF0 … SOF15; three codes of that range mean something else (DHT, JPG, DAC).</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not HuffmanTables and not 0xC8 and not ArithmeticConditioning;

    public static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;

    /// <summary>APP0 … APP15 and comments: segments that pixels can be decoded without.</summary>
    public static bool IsInformative(byte marker) => marker is >= App0 and <= 0xEF or Comment;

    /// <summary>Markers that stand alone, with no length and no payload after them.</summary>
    public static bool IsBare(byte marker) => IsRestart(marker) || marker is StartOfImage or EndOfImage or 0x01;
}
