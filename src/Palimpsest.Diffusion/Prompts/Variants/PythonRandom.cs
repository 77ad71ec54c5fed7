namespace Palimpsest.Diffusion.Prompts.Variants;

/// <summary>
/// Python's <c>random.Random(seed)</c>, so that the same seed chooses the same line as in webui's extensions: the 32-bit Mersenne Twister,
/// seeded by array (Matsumoto and Nishimura, "Mersenne Twister", 1998, and its reference initialisation of 2002).
/// </summary>
internal sealed class PythonRandom
{
    private const int Length = 624, Middle = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <param name="seed">Its sign does not count, as in Python.</param>
    public PythonRandom(long seed)
    {
        ulong magnitude = seed < 0 ? (ulong)-seed : (ulong)seed;
        uint[] key = magnitude >> 32 == 0 ? [(uint)magnitude] : [(uint)magnitude, (uint)(magnitude >> 32)];
        _state[0] = 19650218;
        for (uint i = 1; i < Length; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }

        int place = 1;
        for (int k = 0; k < Length; k++)
        {
            uint previous = _state[place - 1];
            _state[place] = (_state[place] ^ ((previous ^ (previous >> 30)) * 1664525)) + key[k % key.Length] + (uint)(k % key.Length);
            place = Advance(place);
        }

        for (int k = 0; k < Length - 1; k++)
        {
            uint previous = _state[place - 1];
            _state[place] = (_state[place] ^ ((previous ^ (previous >> 30)) * 1566083941)) - (uint)place;
            place = Advance(place);
        }

        _state[0] = 0x80000000;
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="count"/>: as <c>choice</c> draws an index.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int bits = 32 - int.LeadingZeroCount(count);
        uint number;
        do
        {
            number = Next() >> (32 - bits);
        }
        while (number >= count);

        return (int)number;
    }

    /// <summary>A number from 0 up to, not including, 1, of 53 bits: <c>random()</c>.</summary>
    public double Unit()
    {
        uint high = Next() >> 5, low = Next() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    private int Advance(int place)
    {
        if (place + 1 < Length)
        {
            return place + 1;
        }

        _state[0] = _state[Length - 1];
        return 1;
    }

    private uint Next()
    {
        if (_next == Length)
        {
            Twist();
        }

        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9D2C5680;
        value ^= (value << 15) & 0xEFC60000;
        return value ^ (value >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
            _state[i] = _state[(i + Middle) % Length] ^ (joined >> 1) ^ ((joined & 1) * 0x9908B0DF);
        }

        _next = 0;
    }
}
