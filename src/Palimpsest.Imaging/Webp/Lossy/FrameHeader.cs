namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>What a key frame says before its macroblocks (RFC 6386, 9).</summary>
internal sealed class FrameHeader
{
    public const int Segments = 4;

    private const int StartBytes = 10, LargestIndex = 127, LargestChromaIndex = 117, LeastSecondStep = 8;

    private readonly int[] _quantizers = new int[Segments];
    private readonly int[] _strengths = new int[Segments];
    private bool _areAbsolute;

    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public FrameHeader(ReadOnlyMemory<byte> data)
    {
        ReadOnlySpan<byte> start = data.Span;
        int first = (start[0] | (start[1] << 8) | (start[2] << 16)) >> 5;
        if (first > data.Length - StartBytes)
        {
            throw new PictureException($"The WebP file's picture declares {first} bytes of modes, and {data.Length - StartBytes} are there; get a complete copy of it.");
        }

        Bits = new BoolDecoder(data.Slice(StartBytes, first));
        Bits.ReadNumber(2); // colour space and clamping, which change nothing here
        ReadSegments();
        ReadFilter();
        Partitions = FindPartitions(data[(StartBytes + first)..], 1 << Bits.ReadNumber(2));
        Steps = ReadSteps();
        Bits.ReadFlag(); // whether probabilities stay for the next frame
        Probabilities = ReadProbabilities();
        SkipProbability = Bits.ReadFlag() ? Bits.ReadNumber(8) : null;
        Bits.ThrowIfExhausted();
    }

    /// <summary>The first partition, at the first macroblock's modes.</summary>
    public BoolDecoder Bits { get; }

    /// <summary>The coefficients' partitions, which take turns by rows.</summary>
    public IReadOnlyList<BoolDecoder> Partitions { get; }

    /// <summary>Probabilities of a macroblock's segment; null: the segments stay the first.</summary>
    public int[]? SegmentProbabilities { get; private set; }

    /// <summary>By segment.</summary>
    public IReadOnlyList<QuantizerSteps> Steps { get; }

    /// <summary>See <see cref="Vp8Tables"/> for the order.</summary>
    public byte[] Probabilities { get; }

    /// <summary>That a macroblock has coefficients, of 256; null: all have.</summary>
    public int? SkipProbability { get; }

    public bool IsSimpleFilter { get; private set; }

    /// <summary>0: the picture is not filtered.</summary>
    public int FilterLevel { get; private set; }

    public int Sharpness { get; private set; }

    /// <summary>What is added to the filter's level: in every macroblock of a key frame, and in those of 4 x 4 modes.</summary>
    public (int All, int Split) LevelDelta { get; private set; }

    /// <summary>The filter's level of a segment, before <see cref="LevelDelta"/>.</summary>
    public int LevelOf(int segment) => _areAbsolute ? _strengths[segment] : FilterLevel + _strengths[segment];

    private void ReadSegments()
    {
        if (!Bits.ReadFlag())
        {
            return;
        }

        bool givesMap = Bits.ReadFlag();
        if (Bits.ReadFlag())
        {
            _areAbsolute = Bits.ReadFlag();
            Fill(_quantizers, 7);
            Fill(_strengths, 6);
        }

        if (givesMap)
        {
            SegmentProbabilities = [.. Enumerable.Range(0, 3).Select(_ => Bits.ReadFlag() ? Bits.ReadNumber(8) : 255)];
        }
    }

    private void Fill(int[] values, int bits)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Bits.ReadOptional(bits);
        }
    }

    private void ReadFilter()
    {
        IsSimpleFilter = Bits.ReadFlag();
        FilterLevel = Bits.ReadNumber(6);
        Sharpness = Bits.ReadNumber(3);
        if (Bits.ReadFlag() && Bits.ReadFlag())
        {
            var deltas = new int[8];
            Fill(deltas, 6);
            LevelDelta = (deltas[0], deltas[4]);
        }
    }

    private static List<BoolDecoder> FindPartitions(ReadOnlyMemory<byte> data, int count)
    {
        const int SizeBytes = 3;
        int sizes = (count - 1) * SizeBytes;
        var partitions = new List<BoolDecoder>();
        ReadOnlyMemory<byte> rest = data.Length >= sizes ? data[sizes..] : throw CutOff();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> size = data.Span[Math.Min(i * SizeBytes, sizes)..];
            int length = i == count - 1 ? rest.Length : size[0] | (size[1] << 8) | (size[2] << 16);
            partitions.Add(new BoolDecoder(length <= rest.Length ? rest[..length] : throw CutOff()));
            rest = rest[length..];
        }

        return partitions;
    }

    private QuantizerSteps[] ReadSteps()
    {
        int index = Bits.ReadNumber(7);
        int first = Bits.ReadOptional(4), secondDc = Bits.ReadOptional(4), secondAc = Bits.ReadOptional(4), chromaDc = Bits.ReadOptional(4), chromaAc = Bits.ReadOptional(4);
        return [.. _quantizers.Select(own =>
        {
            int q = _areAbsolute ? own : index + own;
            return new QuantizerSteps(
                (Dc(q + first), Ac(q)),
                (2 * Dc(q + secondDc), Math.Max(LeastSecondStep, Ac(q + secondAc) * 155 / 100)),
                (Dc(Math.Min(q + chromaDc, LargestChromaIndex)), Ac(q + chromaAc)));
        })];
    }

    private static int Dc(int index) => Vp8Tables.DcSteps[Math.Clamp(index, 0, LargestIndex)];

    private static int Ac(int index) => Vp8Tables.AcSteps[Math.Clamp(index, 0, LargestIndex)];

    private byte[] ReadProbabilities()
    {
        byte[] probabilities = Vp8Tables.DefaultProbabilities.ToArray();
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (Bits.Read(Vp8Tables.UpdateProbabilities[i]))
            {
                probabilities[i] = (byte)Bits.ReadNumber(8);
            }
        }

        return probabilities;
    }

    private static PictureException CutOff() => new("The WebP file's picture lacks some of its parts; get a complete copy of it.");
}
