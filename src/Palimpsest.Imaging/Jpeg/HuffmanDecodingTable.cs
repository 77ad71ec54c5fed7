namespace Palimpsest.Imaging.Jpeg;

/// <summary>A Huffman code ready for decoding: short codes by one table look-up, long ones by comparing with each length's last code.</summary>
internal sealed class HuffmanDecodingTable
{
    /// <summary>Codes up to this length (nearly all of a photo's) take one look-up; 512 entries stay in the first-level cache.</summary>
    public const int LookupBits = 9;

    private const int LongestCode = 16;

    private readonly byte[] _symbols;

    /// <summary>First 16-bit window, left-aligned, that no code of this length or a shorter one matches.</summary>
    private readonly int[] _limits = new int[LongestCode + 1];

    /// <summary>Index of a length's first symbol minus its first code.</summary>
    private readonly int[] _offsets = new int[LongestCode + 1];

    /// <exception cref="PictureException">The counts ask for more codes than their lengths can hold.</exception>
    public HuffmanDecodingTable(HuffmanCode definition)
    {
        _symbols = definition.Symbols;
        int code = 0, index = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            int count = definition.Counts[length - 1];
            if (code + count > 1 << length)
            {
                throw new PictureException($"The JPEG's Huffman table has too many codes of {length} bits; the file is damaged.");
            }

            _offsets[length] = index - code;
            if (length <= LookupBits)
            {
                int spread = 1 << (LookupBits - length);
                for (int i = 0; i < count; i++)
                {
                    Lookup.AsSpan((code + i) * spread, spread).Fill((ushort)((length << 8) | _symbols[index + i]));
                }
            }

            code += count;
            index += count;
            _limits[length] = code << (LongestCode - length);
            code <<= 1;
        }
    }

    /// <summary>For each next <see cref="LookupBits"/> bits: code length * 256 + symbol, or 0 when the code is longer.</summary>
    public ushort[] Lookup { get; } = new ushort[1 << LookupBits];

    /// <summary>Symbol and length of a code longer than <see cref="LookupBits"/>.</summary>
    /// <param name="window">The next 16 bits.</param>
    /// <returns>Symbol 0 with 17 bits when no code matches: damaged data read on as zeros, as in the IJG library.</returns>
    public (int Symbol, int Length) FindLong(int window)
    {
        for (int length = LookupBits + 1; length <= LongestCode; length++)
        {
            if (window < _limits[length])
            {
                return (_symbols[(window >> (LongestCode - length)) + _offsets[length]], length);
            }
        }

        return (0, LongestCode + 1);
    }
}
