using System.Text;

namespace Palimpsest.Imaging.Metadata;

/// <summary>The value of EXIF's UserComment: eight bytes that name the character code, then the text.</summary>
public static class UserComment
{
    private static readonly Encoding StrictAscii = Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    private static readonly Encoding StrictUtf16 = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding IgnoringUtf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(""));

    private static ReadOnlySpan<byte> AsciiCode => "ASCII\0\0\0"u8;

    private static ReadOnlySpan<byte> JisCode => "JIS\0\0\0\0\0"u8;

    private static ReadOnlySpan<byte> UnicodeCode => "UNICODE\0"u8;

    /// <summary>"UNICODE\0" and the text in UTF-16, high byte first, without a byte-order mark.</summary>
    public static byte[] Encode(string text) => [.. UnicodeCode, .. Encoding.BigEndianUnicode.GetBytes(text)];

    /// <summary>
    /// The text, read as webui 1.10.1 reads it: "UNICODE" is always high byte first, whatever a byte-order mark says; an unknown or
    /// undefined code, or text that breaks its own code, is taken as UTF-8 with those eight bytes, and bytes that are none left out.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> comment)
    {
        try
        {
            if (comment.StartsWith(UnicodeCode))
            {
                return StrictUtf16.GetString(comment[8..]);
            }

            if (comment.StartsWith(AsciiCode))
            {
                return StrictAscii.GetString(comment[8..]);
            }

            if (comment.StartsWith(JisCode))
            {
                return ShiftJis().GetString(comment[8..]);
            }
        }
        catch (DecoderFallbackException)
        {
            // Falls through to UTF-8, as said above.
        }

        return IgnoringUtf8.GetString(comment);
    }

    // piexif reads the code "JIS" as Shift JIS.
    private static Encoding ShiftJis() =>
        CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
