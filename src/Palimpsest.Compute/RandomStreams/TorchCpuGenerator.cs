namespace Palimpsest.Compute.RandomStreams;

/// <summary>
/// PyTorch's CPU generator: the numbers of <c>torch.manual_seed(seed)</c> followed by <c>randn</c>, <c>rand</c> and <c>randint</c>, bit for bit
/// (PyTorch 2.x, float32, contiguous tensors, x86-64 Linux builds).
/// </summary>
public sealed class TorchCpuGenerator : INormalStream
{
    private const float TwoToMinus24 = 1f / (1 << 24);
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    private readonly Mt19937 _words;
    private double? _spareNormal;

    /// <param name="seed">Only the low 32 bits count, as in PyTorch: 2^40 + 7 gives the stream of 7.</param>
    public TorchCpuGenerator(long seed) => _words = new Mt19937(unchecked((uint)seed));

    /// <summary>torch.manual_seed: starts the stream again and forgets the spare normal number.</summary>
    public void Seed(long seed)
    {
        _words.Seed(unchecked((uint)seed));
        _spareNormal = null;
    }

    /// <summary>Uniform in [0, 1) with 24 random bits, from one word.</summary>
    public float NextSingle() => (_words.NextUInt32() & 0xFFFFFF) * TwoToMinus24;

    /// <summary>Uniform in [0, 1) with 53 random bits, from two words.</summary>
    public double NextDouble() => (_words.NextUInt64() & ((1UL << 53) - 1)) * TwoToMinus53;

    /// <summary>torch.randint(0, maximum, []) for a maximum of 2^32 or more, which takes two words; PyTorch accepts the bias of the modulus.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is below 2^32, where PyTorch draws one word instead.</exception>
    public long NextInt64(long maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1L << 32);
        return (long)(_words.NextUInt64() % (ulong)maximum);
    }

    /// <summary>
    /// torch.randn of a tensor with this many elements. Fewer than 16 elements are drawn one by one in double precision, in pairs whose second half waits
    /// for the next such call; 16 or more take float32 blocks of 16. The two paths consume different words, so the sizes of the calls matter.
    /// </summary>
    public void Fill(Span<float> destination)
    {
        if (destination.Length < TorchNormalBlock.Size)
        {
            foreach (ref float value in destination)
            {
                value = (float)NextNormal();
            }

            return;
        }

        FillUniform(destination);
        int blocks = destination.Length / TorchNormalBlock.Size;
        for (int i = 0; i < blocks; i++)
        {
            TorchNormalBlock.TransformInPlace(destination.Slice(i * TorchNormalBlock.Size, TorchNormalBlock.Size));
        }

        if (destination.Length % TorchNormalBlock.Size != 0)
        {
            // PyTorch draws the last 16 anew rather than a shorter block, over the end of the block before.
            Span<float> tail = destination[^TorchNormalBlock.Size..];
            FillUniform(tail);
            TorchNormalBlock.TransformInPlace(tail);
        }
    }

    private void FillUniform(Span<float> destination)
    {
        foreach (ref float value in destination)
        {
            value = NextSingle();
        }
    }

    private double NextNormal()
    {
        if (_spareNormal is double spare)
        {
            _spareNormal = null;
            return spare;
        }

        double angle = 2 * Math.PI * NextDouble();

        // PyTorch takes log1p(-u). Here u is a multiple of 2^-53, so 1 - u is exact and the plain logarithm says the same.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        _spareNormal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
