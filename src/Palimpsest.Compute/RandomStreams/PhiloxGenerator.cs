namespace Palimpsest.Compute.RandomStreams;

/// <summary>
/// The counter-based generator that webui calls NV: the numbers PyTorch's CUDA generator gives, computed anywhere.
/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011. Element i of draw number n has the counter
/// (n, 0, i, 0), whatever the size of the draw; two of the four words give one normal number, the other two are dropped.
/// </summary>
public sealed class PhiloxGenerator(long seed) : INormalStream
{
    private const int Rounds = 10;

    // CUDA's curand scales words with these float32 constants: 2^-32 and 2 pi 2^-32, plus half a step.
    private const double Unit = 2.3283064e-10f;
    private const double HalfUnit = 2.3283064e-10f / 2;
    private const double Turn = 2.3283064e-10f * 6.2831855f;
    private const double HalfTurn = 2.3283064e-10f * 6.2831855f / 2;

    private readonly uint _keyLow = unchecked((uint)seed);
    private readonly uint _keyHigh = unchecked((uint)(seed >> 32));
    private uint _draw;

    /// <inheritdoc/>
    public void Fill(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            (uint first, uint second, _, _) = Words(_draw, 0, (uint)i, 0);
            double u = first * Unit + HalfUnit;
            double v = second * Turn + HalfTurn;
            destination[i] = (float)(Math.Sqrt(-2 * Math.Log(u)) * Math.Sin(v));
        }

        _draw++;
    }

    /// <summary>The four words of a counter under this generator's key.</summary>
    internal (uint, uint, uint, uint) Words(uint c0, uint c1, uint c2, uint c3)
    {
        (uint k0, uint k1) = (_keyLow, _keyHigh);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)c0 * 0xD2511F53;
            ulong product1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }
}
