namespace Palimpsest.Compute.RandomStreams;

/// <summary>
/// The Mersenne Twister with 32-bit words, period 2^19937 - 1.
/// Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number generator", 1998,
/// with the seeding of their 2002 revision (init_genrand).
/// </summary>
public sealed class Mt19937
{
    private const int StateCount = 624;
    private const int Shift = 397;
    private const uint UpperMask = 0x80000000;
    private const uint LowerMask = 0x7FFFFFFF;

    private readonly uint[] _state = new uint[StateCount];
    private int _next;

    public Mt19937(uint seed) => Seed(seed);

    /// <summary>Starts the stream again from a seed.</summary>
    public void Seed(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < StateCount; i++)
        {
            _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        }

        _next = StateCount;
    }

    public uint NextUInt32()
    {
        if (_next == StateCount)
        {
            Regenerate();
        }

        return Temper(_state[_next++]);
    }

    /// <summary>Two words; the first is the high half.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    private static uint Temper(uint y)
    {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Regenerate()
    {
        uint[] state = _state;
        for (int i = 0; i < StateCount - Shift; i++)
        {
            state[i] = state[i + Shift] ^ Twist(state[i], state[i + 1]);
        }

        for (int i = StateCount - Shift; i < StateCount - 1; i++)
        {
            state[i] = state[i + Shift - StateCount] ^ Twist(state[i], state[i + 1]);
        }

        state[StateCount - 1] = state[Shift - 1] ^ Twist(state[StateCount - 1], state[0]);
        _next = 0;
    }

    private static uint Twist(uint current, uint following)
    {
        uint y = (current & UpperMask) | (following & LowerMask);
        return (y >> 1) ^ ((uint)-(int)(y & 1) & 0x9908B0DF);
    }
}
