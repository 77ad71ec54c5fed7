namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>Reads macroblocks' coefficients (RFC 6386, 13), whose probabilities depend on whether blocks above and at the left have some.</summary>
internal sealed class CoefficientReader(FrameHeader header, int columns)
{
    /// <summary>Kinds of blocks: luma without its first coefficients, those, chroma, and whole luma.</summary>
    private const int LumaRest = 0, Second = 1, Chroma = 2, Luma = 3;

    /// <summary>Places by column above: four of luma, two of U, two of V, one of the second block; likewise at the left.</summary>
    private const int Places = 9, ChromaPlace = 4, SecondPlace = 8;

    private static readonly byte[][] LargeCategories =
        [[173, 148, 140], [176, 155, 140, 135], [180, 157, 141, 134, 130], [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]];

    private readonly bool[] _above = new bool[columns * Places];
    private readonly bool[] _left = new bool[Places];

    private static ReadOnlySpan<byte> Zigzag => [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

    /// <summary>The band of each coefficient's place; behind the last any.</summary>
    private static ReadOnlySpan<byte> BandOf => [0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0];

    public void BeginRow() => Array.Clear(_left);

    public void Read(BoolDecoder bits, Macroblock block, int column)
    {
        Span<bool> above = _above.AsSpan(column * Places, Places);
        if (block.IsEmpty)
        {
            int kept = block.IsSplit ? SecondPlace : Places;
            above[..kept].Clear();
            _left.AsSpan(0, kept).Clear();
            return;
        }

        Array.Clear(block.Coefficients);
        QuantizerSteps steps = header.Steps[block.Segment];
        if (!block.IsSplit)
        {
            ReadSecond(bits, block, above, steps);
        }

        int kind = block.IsSplit ? Luma : LumaRest, first = block.IsSplit ? 0 : 1;
        ReadBlocks(bits, block.Coefficients, above, 0, 4, kind, first, steps.Luma);
        ReadBlocks(bits, block.Coefficients.AsSpan(16 * Macroblock.BlockSize), above, ChromaPlace, 2, Chroma, 0, steps.Chroma);
        ReadBlocks(bits, block.Coefficients.AsSpan(20 * Macroblock.BlockSize), above, ChromaPlace + 2, 2, Chroma, 0, steps.Chroma);
        block.IsEmpty = !block.Coefficients.AsSpan().ContainsAnyExcept((short)0);
    }

    private void ReadSecond(BoolDecoder bits, Macroblock block, Span<bool> above, QuantizerSteps steps)
    {
        Span<short> second = stackalloc short[Macroblock.BlockSize];
        second.Clear();
        bool isThere = ReadBlock(bits, second, Second, Context(above, SecondPlace, SecondPlace), 0, steps.Second) > 0;
        above[SecondPlace] = _left[SecondPlace] = isThere;
        InverseTransform.WalshHadamard(second, block.Coefficients);
    }

    /// <summary>A square of blocks.</summary>
    private void ReadBlocks(BoolDecoder bits, Span<short> coefficients, Span<bool> above, int place, int side, int kind, int first, (int Dc, int Ac) steps)
    {
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                Span<short> block = coefficients.Slice(((side * y) + x) * Macroblock.BlockSize, Macroblock.BlockSize);
                int end = ReadBlock(bits, block, kind, Context(above, place + x, place + y), first, steps);
                above[place + x] = _left[place + y] = end > first;
            }
        }
    }

    private int Context(Span<bool> above, int aboveAt, int leftAt) => (above[aboveAt] ? 1 : 0) + (_left[leftAt] ? 1 : 0);

    /// <summary>Reads one block and returns the place behind its last coefficient.</summary>
    private int ReadBlock(BoolDecoder bits, Span<short> block, int kind, int context, int first, (int Dc, int Ac) steps)
    {
        int place = first;
        ReadOnlySpan<byte> p = Probabilities(kind, place, context);
        while (place < Macroblock.BlockSize)
        {
            if (!bits.Read(p[0]))
            {
                return place;
            }

            while (!bits.Read(p[1]))
            {
                if (++place == Macroblock.BlockSize)
                {
                    return place;
                }

                p = Probabilities(kind, place, 0);
            }

            int value = bits.Read(p[2]) ? Large(bits, p) : 1;
            int signed = bits.ReadFlag() ? -value : value;
            block[Zigzag[place]] = (short)(signed * (place > 0 ? steps.Ac : steps.Dc));
            place++;
            p = Probabilities(kind, place, value == 1 ? 1 : 2);
        }

        return place;
    }

    private ReadOnlySpan<byte> Probabilities(int kind, int place, int context) => header.Probabilities.AsSpan(
        ((((kind * Vp8Tables.Bands) + BandOf[place]) * Vp8Tables.Contexts) + context) * Vp8Tables.Nodes, Vp8Tables.Nodes);

    private static int Large(BoolDecoder bits, ReadOnlySpan<byte> p)
    {
        if (!bits.Read(p[3]))
        {
            return !bits.Read(p[4]) ? 2 : 3 + One(bits, p[5]);
        }

        if (!bits.Read(p[6]))
        {
            return !bits.Read(p[7]) ? 5 + One(bits, 159) : 7 + (2 * One(bits, 165)) + One(bits, 145);
        }

        int high = One(bits, p[8]), category = (2 * high) + One(bits, p[9 + high]), extra = 0;
        foreach (byte probability in LargeCategories[category])
        {
            extra = (2 * extra) + One(bits, probability);
        }

        return extra + 3 + (8 << category);
    }

    private static int One(BoolDecoder bits, int probability) => bits.Read(probability) ? 1 : 0;
}
