using System.Text;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>
/// Undoes the commonest accident of encodings: UTF-8 that was read as Latin-1 or Windows-1252 ("schÃ¶n" for "schön").
/// A sequence is repaired when its characters, written back as bytes, are one UTF-8 character, and it is not plausible as text.
/// </summary>
internal static class Mojibake
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static string Repair(string text)
    {
        if (!text.Any(c => c > '\x7F'))
        {
            return text;
        }

        // Each round makes the text shorter, so this ends; two rounds are text that went wrong twice.
        while (true)
        {
            string repaired = RepairOnce(text);
            if (repaired.Length == text.Length)
            {
                return repaired;
            }

            text = repaired;
        }
    }

    private static string RepairOnce(string text)
    {
        var repaired = new StringBuilder(text.Length);
        bool trusted = CountSequences(text) > 1;
        for (int i = 0; i < text.Length;)
        {
            int length = SequenceLength(text, i);
            if (length > 1 && (trusted || length > 2 || IsImplausible(text[i], text[i + 1])))
            {
                repaired.Append(StrictUtf8.GetString(ToBytes(text, i, length)));
                i += length;
            }
            else
            {
                repaired.Append(text[i++]);
            }
        }

        return repaired.ToString();
    }

    private static int CountSequences(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = SequenceLength(text, i);
            count += length > 1 ? 1 : 0;
            i += Math.Max(1, length);
        }

        return count;
    }

    /// <summary>A single pair may be honest text ("É®"), but not one with a control character, nor Â or Ã before a character that is no letter of theirs.</summary>
    private static bool IsImplausible(char first, char second) =>
        first is 'Â' or 'Ã' || char.IsControl(second);

    /// <summary>How many characters from <paramref name="start"/> are, as bytes, one UTF-8 character of two to four bytes; 0 if none.</summary>
    private static int SequenceLength(string text, int start)
    {
        int length = Windows1252.ToByte(text[start]) switch
        {
            >= 0xC2 and <= 0xDF => 2,
            >= 0xE0 and <= 0xEF => 3,
            >= 0xF0 and <= 0xF4 => 4,
            _ => 0,
        };
        if (length == 0 || start + length > text.Length)
        {
            return 0;
        }

        for (int i = 1; i < length; i++)
        {
            if (Windows1252.ToByte(text[start + i]) is not (>= 0x80 and <= 0xBF))
            {
                return 0;
            }
        }

        // Overlong forms, surrogates and codes past U+10FFFF are no characters.
        return Rune.DecodeFromUtf8(ToBytes(text, start, length), out _, out _) == System.Buffers.OperationStatus.Done ? length : 0;
    }

    private static byte[] ToBytes(string text, int start, int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)Windows1252.ToByte(text[start + i]);
        }

        return bytes;
    }
}
