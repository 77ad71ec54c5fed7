namespace Palimpsest.Diffusion.Scripts.Outpainting;

/// <summary>
/// NumPy's default generator: PCG XSL-RR 128/64 (M. O'Neill, "PCG", 2014), seeded by NumPy's SeedSequence with its usual pool of four words.
/// </summary>
internal sealed class Pcg64
{
    private static readonly UInt128 Multiplier = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    private readonly UInt128 _increment;
    private UInt128 _state;

    public Pcg64(uint seed)
    {
        Span<uint> words = stackalloc uint[8];
        Generate(Pool(seed), words);

        // Pairs of words, the low one first, are 64-bit numbers; the first of each two of those is the high half.
        UInt128 state = new(Pair(words, 0), Pair(words, 2)), sequence = new(Pair(words, 4), Pair(words, 6));
        _increment = (sequence << 1) | 1;
        _state = 0;
        Step();
        _state += state;
        Step();
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble()
    {
        Step();
        ulong folded = (ulong)(_state >> 64) ^ (ulong)_state;
        return (ulong.RotateRight(folded, (int)(_state >> 122)) >> 11) * (1.0 / (1L << 53));
    }

    private void Step() => _state = (_state * Multiplier) + _increment;

    private static ulong Pair(ReadOnlySpan<uint> words, int first) => words[first] | ((ulong)words[first + 1] << 32);

    private static uint[] Pool(uint seed)
    {
        var pool = new uint[4];
        uint hash = 0x43B0D7E5;
        for (int i = 0; i < pool.Length; i++)
        {
            pool[i] = HashMix(i == 0 ? seed : 0, ref hash);
        }

        for (int source = 0; source < pool.Length; source++)
        {
            for (int target = 0; target < pool.Length; target++)
            {
                if (source != target)
                {
                    uint mixed = unchecked((0xCA01F9DD * pool[target]) - (0x4973F715 * HashMix(pool[source], ref hash)));
                    pool[target] = mixed ^ (mixed >> 16);
                }
            }
        }

        return pool;
    }

    private static void Generate(uint[] pool, Span<uint> words)
    {
        uint hash = 0x8B51F9DD;
        for (int i = 0; i < words.Length; i++)
        {
            uint value = pool[i % pool.Length] ^ hash;
            hash = unchecked(hash * 0x58F38DED);
            value = unchecked(value * hash);
            words[i] = value ^ (value >> 16);
        }
    }

    private static uint HashMix(uint value, ref uint hash)
    {
        value ^= hash;
        hash = unchecked(hash * 0x931E8875);
        value = unchecked(value * hash);
        return value ^ (value >> 16);
    }
}
