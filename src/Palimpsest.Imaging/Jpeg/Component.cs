namespace Palimpsest.Imaging.Jpeg;

/// <summary>One colour component of a frame: its sampling, its size in samples and blocks, and what has been decoded of it.</summary>
internal sealed class Component
{
    /// <summary>Mid-grey: what a component shows where the file holds no data.</summary>
    private const byte Neutral = 128;

    public required byte Id { get; init; }

    /// <summary>Samples across within one MCU, in blocks: 1 to 4.</summary>
    public required int HorizontalSampling { get; init; }

    /// <summary>Samples down within one MCU, in blocks: 1 to 4.</summary>
    public required int VerticalSampling { get; init; }

    public required int QuantisationSlot { get; init; }

    /// <summary>Samples that belong to the picture, without the blocks' padding.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks that hold samples of the picture; a scan of this component alone codes just these.</summary>
    public int BlocksAcross { get; private set; }

    public int BlocksDown { get; private set; }

    /// <summary>Blocks in memory: filled up to whole MCUs.</summary>
    public int StoredBlocksAcross { get; private set; }

    public int StoredBlocksDown { get; private set; }

    /// <summary>Bytes from one row of <see cref="Samples"/> to the next.</summary>
    public int Stride => StoredBlocksAcross * 8;

    /// <summary>Quantisation steps in block order, as in force at the component's first scan; null before it.</summary>
    public ushort[]? Quantisation { get; set; }

    /// <summary>Decoded samples, <see cref="Stride"/> × StoredBlocksDown * 8.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>Progressive only: quantised coefficients, 64 a block in block order, blocks row by row.</summary>
    public short[] Coefficients { get; private set; } = [];

    public void SetSize(int width, int height, int mcusAcross, int mcusDown)
    {
        Width = width;
        Height = height;
        BlocksAcross = (width + 7) / 8;
        BlocksDown = (height + 7) / 8;
        StoredBlocksAcross = mcusAcross * HorizontalSampling;
        StoredBlocksDown = mcusDown * VerticalSampling;
    }

    /// <summary>Takes the memory that decoding needs, unless it has been taken.</summary>
    public void Allocate(bool isProgressive)
    {
        if (isProgressive && Coefficients.Length == 0)
        {
            Coefficients = new short[checked(Stride * StoredBlocksDown * 8)];
        }
        else if (!isProgressive && Samples.Length == 0)
        {
            AllocateSamples();
        }
    }

    public Span<short> CoefficientsOf(int blockX, int blockY) =>
        Coefficients.AsSpan(((blockY * StoredBlocksAcross) + blockX) * 64, 64);

    public Span<byte> SamplesOf(int blockX, int blockY) => Samples.AsSpan((blockY * 8 * Stride) + (blockX * 8));

    /// <summary>Progressive only: turns the finished coefficients into samples and lets them go.</summary>
    public void TransformCoefficients()
    {
        AllocateSamples();
        if (Quantisation is not null)
        {
            for (int blockY = 0; blockY < BlocksDown; blockY++)
            {
                for (int blockX = 0; blockX < BlocksAcross; blockX++)
                {
                    InverseDct.Transform(CoefficientsOf(blockX, blockY), Quantisation, SamplesOf(blockX, blockY), Stride);
                }
            }
        }

        Coefficients = [];
    }

    private void AllocateSamples()
    {
        Samples = new byte[checked(Stride * StoredBlocksDown * 8)];
        Array.Fill(Samples, Neutral);
    }
}
