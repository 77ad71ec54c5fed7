namespace Palimpsest.Diffusion.Noise;

/// <summary>
/// Derives independent 32-bit seeds from one seed and a path ("spawn key") below it: NumPy's SeedSequence with a pool of 24 words, as torchsde uses it.
/// Source: M. O'Neill's seed_seq_fe, "Developing a seed_seq alternative", 2015, with NumPy's constants.
/// </summary>
internal static class SeedSequence
{
    private const int PoolCount = 24;

    /// <summary>The first word of the derived state.</summary>
    /// <param name="entropy">The seed; all 64 bits count.</param>
    /// <param name="spawnKey">The path, or empty for the seed itself.</param>
    public static uint FirstWord(ulong entropy, params ReadOnlySpan<ulong> spawnKey)
    {
        Span<uint> state = stackalloc uint[1];
        Generate(Pool(entropy, spawnKey), state);
        return state[0];
    }

    /// <summary>The mixed pool: the seed's words, zeros up to the pool's size if there is a key, then the key's words, all hashed into each other.</summary>
    internal static uint[] Pool(ulong entropy, ReadOnlySpan<ulong> spawnKey)
    {
        List<uint> words = [.. Words(entropy)];
        if (spawnKey.Length > 0)
        {
            words.AddRange(new uint[PoolCount - words.Count]);
        }

        foreach (ulong part in spawnKey)
        {
            words.AddRange(Words(part));
        }

        uint[] pool = new uint[PoolCount];
        uint hash = 0x43B0D7E5;
        for (int i = 0; i < PoolCount; i++)
        {
            pool[i] = HashMix(i < words.Count ? words[i] : 0, ref hash);
        }

        for (int source = 0; source < PoolCount; source++)
        {
            for (int target = 0; target < PoolCount; target++)
            {
                if (source != target)
                {
                    pool[target] = Mix(pool[target], HashMix(pool[source], ref hash));
                }
            }
        }

        foreach (uint word in words.Skip(PoolCount))
        {
            for (int target = 0; target < PoolCount; target++)
            {
                pool[target] = Mix(pool[target], HashMix(word, ref hash));
            }
        }

        return pool;
    }

    /// <summary>Fills the state with words drawn from a mixed pool.</summary>
    internal static void Generate(ReadOnlySpan<uint> pool, Span<uint> state)
    {
        uint hash = 0x8B51F9DD;
        for (int i = 0; i < state.Length; i++)
        {
            uint value = pool[i % PoolCount] ^ hash;
            hash *= 0x58F38DED;
            value *= hash;
            state[i] = value ^ (value >> 16);
        }
    }

    /// <summary>Little-endian words without leading zeros; zero is one word.</summary>
    private static uint[] Words(ulong value) => value > uint.MaxValue ? [(uint)value, (uint)(value >> 32)] : [(uint)value];

    private static uint HashMix(uint value, ref uint hash)
    {
        value ^= hash;
        hash *= 0x931E8875;
        value *= hash;
        return value ^ (value >> 16);
    }

    private static uint Mix(uint x, uint y)
    {
        uint result = 0xCA01F9DD * x - 0x4973F715 * y;
        return result ^ (result >> 16);
    }
}
