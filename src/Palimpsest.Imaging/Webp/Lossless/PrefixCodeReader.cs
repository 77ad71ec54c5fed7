namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Reads the tables of prefix codes (RFC 9649, 3.7.2).</summary>
internal static class PrefixCodeReader
{
    private const int RepeatLast = 16, RepeatZero = 17, FirstLast = 8;

    private static readonly int[] Order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <param name="symbols">How many the code's alphabet has.</param>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static PrefixCode Read(ref LosslessBits bits, int symbols)
    {
        var lengths = new byte[symbols];
        if (bits.ReadFlag())
        {
            int count = bits.Read(1) + 1;
            Set(lengths, bits.Read(bits.ReadFlag() ? 8 : 1));
            if (count == 2)
            {
                Set(lengths, bits.Read(8));
            }
        }
        else
        {
            ReadLengths(ref bits, lengths);
        }

        return new PrefixCode(lengths);
    }

    private static void Set(byte[] lengths, int symbol) =>
        lengths[symbol < lengths.Length ? symbol : throw new PictureException("The WebP file's lossless picture names a symbol that does not exist; the file is damaged.")] = 1;

    private static void ReadLengths(ref LosslessBits bits, byte[] lengths)
    {
        var ofLengths = new byte[Order.Length];
        int given = bits.Read(4) + 4;
        for (int i = 0; i < given; i++)
        {
            ofLengths[Order[i]] = (byte)bits.Read(3);
        }

        var code = new PrefixCode(ofLengths);
        int most = bits.ReadFlag() ? 2 + bits.Read(2 + (2 * bits.Read(3))) : lengths.Length;
        byte last = FirstLast;
        for (int symbol = 0; symbol < lengths.Length && most > 0; most--)
        {
            int length = code.Read(ref bits);
            if (length < RepeatLast)
            {
                lengths[symbol++] = (byte)length;
                last = length > 0 ? (byte)length : last;
                continue;
            }

            int times = length switch
            {
                RepeatLast => 3 + bits.Read(2),
                RepeatZero => 3 + bits.Read(3),
                _ => 11 + bits.Read(7),
            };
            if (symbol + times > lengths.Length)
            {
                throw new PictureException("The WebP file's lossless picture has a table of codes that is too long; the file is damaged.");
            }

            lengths.AsSpan(symbol, times).Fill(length == RepeatLast ? last : (byte)0);
            symbol += times;
        }
    }
}
