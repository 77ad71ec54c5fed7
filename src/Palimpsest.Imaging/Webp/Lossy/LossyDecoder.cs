namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>WebP's lossy pictures: a key frame of VP8 (RFC 6386), its chroma enlarged as libwebp does ("fancy upsampling").</summary>
internal sealed class LossyDecoder
{
    private const int Side = 16, ChromaSide = 8;

    /// <summary>A macroblock's modes take three bits at the least, so a short file cannot hold a large picture.</summary>
    private const int LeastBitsEach = 3;

    private readonly FrameHeader _header;
    private readonly int _columns;
    private readonly int _rows;
    private readonly Plane _luma;
    private readonly Plane _u;
    private readonly Plane _v;

    private LossyDecoder(ReadOnlyMemory<byte> data, int width, int height)
    {
        (_columns, _rows) = ((width + Side - 1) / Side, (height + Side - 1) / Side);
        if ((long)_columns * _rows * LeastBitsEach > 8L * data.Length)
        {
            throw new PictureException($"The WebP file's {data.Length} bytes cannot hold {width} × {height} pixels; get a complete copy of it.");
        }

        _header = new FrameHeader(data);
        _luma = new Plane(_columns * Side, _rows * Side);
        (_u, _v) = (new Plane(_columns * ChromaSide, _rows * ChromaSide), new Plane(_columns * ChromaSide, _rows * ChromaSide));
    }

    /// <summary>RGBA, [height, width, 4], opaque, of a picture whose header was read.</summary>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> data, int width, int height)
    {
        var decoder = new LossyDecoder(data, width, height);
        decoder.Reconstruct();
        return ChromaUpsampling.ToRgba(decoder._luma, decoder._u, decoder._v, width, height);
    }

    /// <summary>All macroblocks before any is filtered: prediction sees unfiltered pixels.</summary>
    private void Reconstruct()
    {
        var modes = new ModeReader(_header, _columns);
        var coefficients = new CoefficientReader(_header, _columns);
        var filter = new LoopFilter(_header, _columns, _rows);
        var block = new Macroblock();
        for (int y = 0; y < _rows; y++)
        {
            BoolDecoder partition = _header.Partitions[y % _header.Partitions.Count];
            modes.BeginRow();
            coefficients.BeginRow();
            for (int x = 0; x < _columns; x++)
            {
                modes.Read(block, x);
                coefficients.Read(partition, block, x);
                PredictLuma(block, x, y);
                PredictChroma(_u, block, x, y, firstBlock: 16);
                PredictChroma(_v, block, x, y, firstBlock: 20);
                filter.Note(block, x, y);
            }

            _header.Bits.ThrowIfExhausted();
            partition.ThrowIfExhausted();
        }

        filter.Apply(_luma, _u, _v);
    }

    private void PredictLuma(Macroblock block, int column, int row)
    {
        if (!block.IsSplit)
        {
            Prediction.Square(_luma, column * Side, row * Side, Side, block.Luma);
        }

        Span<byte> right = stackalloc byte[4];
        for (int i = 0; i < 16; i++)
        {
            int x = (column * Side) + (i % 4 * 4), y = (row * Side) + (i / 4 * 4);
            if (block.IsSplit)
            {
                AboveRight(x, y, column, row, right);
                Prediction.Block(_luma, x, y, block.Modes[i], right);
            }

            Add(_luma, block, i, x, y);
        }
    }

    /// <summary>The four pixels above at a block's right. Those of the last column of blocks are the row's above the macroblock, also for lower blocks.</summary>
    private void AboveRight(int x, int y, int column, int row, Span<byte> right)
    {
        bool isLast = x % Side == Side - 4;
        int above = isLast ? row * Side : y;
        if (isLast && column == _columns - 1 && row > 0)
        {
            right.Fill(_luma.Pixels[_luma.At((column * Side) + Side - 1, above - 1)]);
        }
        else
        {
            _luma.Pixels.AsSpan(_luma.At(x + 4, above - 1), 4).CopyTo(right);
        }
    }

    private static void PredictChroma(Plane plane, Macroblock block, int column, int row, int firstBlock)
    {
        Prediction.Square(plane, column * ChromaSide, row * ChromaSide, ChromaSide, block.Chroma);
        for (int i = 0; i < 4; i++)
        {
            Add(plane, block, firstBlock + i, (column * ChromaSide) + (i % 2 * 4), (row * ChromaSide) + (i / 2 * 4));
        }
    }

    private static void Add(Plane plane, Macroblock block, int index, int x, int y)
    {
        if (!block.IsEmpty)
        {
            InverseTransform.AddCosine(block.Coefficients.AsSpan(index * Macroblock.BlockSize, Macroblock.BlockSize), plane.Pixels.AsSpan(plane.At(x, y)), plane.Stride);
        }
    }
}
