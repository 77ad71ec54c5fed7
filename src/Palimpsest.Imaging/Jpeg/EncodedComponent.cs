using System.Numerics;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>One component on its way into a file: padded samples, tables, and the writing of its blocks.</summary>
internal sealed class EncodedComponent
{
    private const int Centre = 128;
    private const int EndOfBlock = 0x00;
    private const int SixteenZeros = 0xF0;

    private readonly int _blocksAcross;
    private readonly int _blocksDown;
    private readonly byte[] _samples;
    private readonly int[] _divisors;
    private readonly HuffmanEncodingTable _dc;
    private readonly HuffmanEncodingTable _ac;
    private readonly int[] _block = new int[64];
    private int _dcPrediction;

    /// <param name="width">Samples across that belong to the picture.</param>
    /// <param name="steps">Quantisation steps in block order.</param>
    public EncodedComponent(int width, int height, ushort[] steps, HuffmanCode dc, HuffmanCode ac)
    {
        Width = width;
        Height = height;
        _blocksAcross = (width + 7) / 8;
        _blocksDown = (height + 7) / 8;
        _samples = new byte[checked(Stride * _blocksDown * 8)];

        // The forward transform's results are 8 times too large.
        _divisors = Array.ConvertAll(steps, step => step * 8);
        _dc = new HuffmanEncodingTable(dc);
        _ac = new HuffmanEncodingTable(ac);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Length of a row with its padding to whole blocks.</summary>
    public int Stride => _blocksAcross * 8;

    /// <summary>A row to be filled up to <see cref="Stride"/>.</summary>
    public Span<byte> Row(int y) => _samples.AsSpan(y * Stride, Stride);

    /// <summary>Repeats the last row down to the end of the last blocks.</summary>
    public void PadDown()
    {
        for (int y = Height; y < _blocksDown * 8; y++)
        {
            Row(Height - 1).CopyTo(Row(y));
        }
    }

    /// <summary>Writes one block. Those that only fill up an MCU repeat the last DC value, which costs the fewest bits.</summary>
    public void WriteBlock(BitWriter bits, int blockX, int blockY)
    {
        Span<int> block = _block;
        if (blockX < _blocksAcross && blockY < _blocksDown)
        {
            Load(block, blockX * 8, blockY * 8);
            ForwardDct.Transform(block);
            Quantise(block);
        }
        else
        {
            block.Clear();
            block[0] = _dcPrediction;
        }

        WriteSized(bits, _dc, 0, block[0] - _dcPrediction);
        _dcPrediction = block[0];
        int zeros = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = block[StandardTables.ZigZag[k]];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                (ushort code, byte length) = _ac[SixteenZeros];
                bits.Write(code, length);
            }

            WriteSized(bits, _ac, zeros, value);
            zeros = 0;
        }

        if (zeros > 0)
        {
            (ushort code, byte length) = _ac[EndOfBlock];
            bits.Write(code, length);
        }
    }

    private void Load(Span<int> block, int left, int top)
    {
        for (int y = 0; y < 8; y++)
        {
            ReadOnlySpan<byte> row = Row(top + y).Slice(left, 8);
            for (int x = 0; x < 8; x++)
            {
                block[(y * 8) + x] = row[x] - Centre;
            }
        }
    }

    /// <summary>Divides, rounding to nearest and halves away from zero.</summary>
    private void Quantise(Span<int> block)
    {
        for (int i = 0; i < 64; i++)
        {
            int divisor = _divisors[i];
            int magnitude = (Math.Abs(block[i]) + (divisor / 2)) / divisor;
            block[i] = block[i] < 0 ? -magnitude : magnitude;
        }
    }

    /// <summary>The symbol run * 16 + size, then the value in size bits, negative ones less 1 (T.81, F.1.2).</summary>
    private static void WriteSized(BitWriter bits, HuffmanEncodingTable table, int run, int value)
    {
        int size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        (ushort code, byte length) = table[(run << 4) | size];
        bits.Write(code, length);
        bits.Write((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
    }
}
