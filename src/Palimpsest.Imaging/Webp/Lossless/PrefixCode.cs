namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>A canonical prefix code: codes of up to nine bits by a table, longer ones bit by bit.</summary>
internal sealed class PrefixCode
{
    private const int LongestCode = 15, MostRootBits = 9;

    /// <summary>By the next bits: the symbol times 16 and its length; 0 for a longer code.</summary>
    private readonly int[] _root;
    private readonly int _rootBits;

    /// <summary>By length: how many codes, and their symbols in order of length and value.</summary>
    private readonly int[] _counts = new int[LongestCode + 1];
    private readonly int[] _symbols;
    private readonly int _only = -1;

    /// <exception cref="PictureException">The lengths make no code.</exception>
    public PrefixCode(ReadOnlySpan<byte> lengths)
    {
        int used = 0, last = 0;
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                _counts[lengths[symbol]]++;
                used++;
                last = symbol;
            }
        }

        if (used <= 1)
        {
            // One symbol takes no bits.
            (_only, _root, _symbols) = (used == 1 ? last : throw Damaged(), [], []);
            return;
        }

        int space = 0, longest = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            space += _counts[length] << (LongestCode - length);
            longest = _counts[length] > 0 ? length : longest;
        }

        if (space != 1 << LongestCode)
        {
            throw Damaged();
        }

        _symbols = Sorted(lengths, used);
        _rootBits = Math.Min(longest, MostRootBits);
        _root = new int[1 << _rootBits];
        FillRoot();
    }

    /// <summary>The next symbol.</summary>
    /// <exception cref="PictureException">The data end.</exception>
    public int Read(ref LosslessBits bits)
    {
        if (_only >= 0)
        {
            return _only;
        }

        int entry = _root[bits.Peek(_rootBits)];
        if (entry != 0)
        {
            bits.Skip(entry & 15);
            return entry >> 4;
        }

        uint ahead = bits.Peek(LongestCode);
        int code = 0, first = 0, index = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            code |= (int)((ahead >> (length - 1)) & 1);
            if (code - first < _counts[length])
            {
                bits.Skip(length);
                return _symbols[index + code - first];
            }

            index += _counts[length];
            first = (first + _counts[length]) << 1;
            code <<= 1;
        }

        throw Damaged();
    }

    private int[] Sorted(ReadOnlySpan<byte> lengths, int used)
    {
        var next = new int[LongestCode + 1];
        for (int length = 1; length < LongestCode; length++)
        {
            next[length + 1] = next[length] + _counts[length];
        }

        var symbols = new int[used];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                symbols[next[lengths[symbol]]++] = symbol;
            }
        }

        return symbols;
    }

    private void FillRoot()
    {
        int code = 0, index = 0;
        for (int length = 1; length <= _rootBits; length++)
        {
            for (int i = 0; i < _counts[length]; i++, code++)
            {
                int entry = (_symbols[index++] << 4) | length;
                for (int slot = Reversed(code, length); slot < _root.Length; slot += 1 << length)
                {
                    _root[slot] = entry;
                }
            }

            code <<= 1;
        }
    }

    private static int Reversed(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        }

        return reversed;
    }

    private static PictureException Damaged() => new("The WebP file's lossless picture has a table of codes that is none; the file is damaged.");
}
