using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// Reads the entropy-coded bits of one scan. It never reads past a marker or the end of the data: bits asked for beyond are zeros, and
/// <see cref="Exhausted"/> tells so afterwards, which keeps every check out of the loop over symbols.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> data, int position)
{
    /// <summary>A code (16 bits, 17 when damaged) and the value after it (at most 15 bits) are read after one refill.</summary>
    private const int BitsOfOneSymbol = 32;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position = position;
    private bool _stopped;
    private bool _endOfData;

    /// <summary>Unread bits, the next one on top; below the real ones either zeros or the following bits of the file.</summary>
    private ulong _bits;

    /// <summary>How many bits of <see cref="_bits"/> are real; negative: so many zeros were made up.</summary>
    private int _count;

    /// <summary>More bits were read than the data hold before the next marker or their end.</summary>
    public readonly bool Exhausted => _count < 0;

    /// <summary>More bits were read than the data hold, and no marker but the end of the data is the reason.</summary>
    public readonly bool Truncated => Exhausted && _endOfData;

    /// <summary>The next byte not yet taken in; at a marker's 0xFF once the reader has met one.</summary>
    public readonly int Position => _position;

    /// <summary>Takes the bits up again at a place, dropping what was left over.</summary>
    public void Restart(int position)
    {
        _position = position;
        _stopped = _endOfData = false;
        _bits = 0;
        _count = 0;
    }

    /// <summary>The next symbol; afterwards <see cref="Receive"/> may be called once without further ado.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(HuffmanDecodingTable table)
    {
        if (_count < BitsOfOneSymbol)
        {
            Refill();
        }

        int entry = table.Lookup[(int)(_bits >> (64 - HuffmanDecodingTable.LookupBits))];
        if (entry != 0)
        {
            Skip(entry >> 8);
            return entry & 0xFF;
        }

        (int symbol, int length) = table.FindLong((int)(_bits >> 48));
        Skip(length);
        return symbol;
    }

    /// <summary>The next <paramref name="length"/> bits (0 to 15) as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Receive(int length)
    {
        int value = (int)(_bits >> 1 >> (63 - length));
        Skip(length);
        return value;
    }

    /// <summary>The next <paramref name="length"/> bits (0 to 15) as a signed difference: a leading 0 bit means negative (T.81, F.2.2.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReceiveSigned(int length)
    {
        int value = Receive(length);
        return value < (1 << length) >> 1 ? value - (1 << length) + 1 : value;
    }

    /// <summary>One bit, at any time.</summary>
    public int ReadBit()
    {
        if (_count < BitsOfOneSymbol)
        {
            Refill();
        }

        return Receive(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Skip(int length)
    {
        _bits <<= length;
        _count -= length;
    }

    private void Refill()
    {
        while (_count <= 56 && !_stopped)
        {
            if (_position + 8 <= _data.Length)
            {
                ulong next = BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]);
                if (!HasByteFF(next))
                {
                    // The bits past the last whole byte are taken again by the next refill: the same bits, so the OR does no harm.
                    int bytes = (64 - _count) >> 3;
                    _bits |= next >> _count;
                    _position += bytes;
                    _count += bytes * 8;
                    return;
                }
            }

            AppendByte();
        }
    }

    /// <summary>Whether one of the eight bytes is 0xFF: the usual test for a zero byte, on the complement.</summary>
    private static bool HasByteFF(ulong bytes) => ((~bytes - 0x0101010101010101) & bytes & 0x8080808080808080) != 0;

    private void AppendByte()
    {
        if (_position >= _data.Length)
        {
            _stopped = _endOfData = true;
            return;
        }

        byte value = _data[_position];
        int next = _position + 1;
        if (value == 0xFF)
        {
            while (next < _data.Length && _data[next] == 0xFF)
            {
                next++;
            }

            // 0xFF 0x00 is a data byte of 0xFF; anything else is a marker, or the file breaks off within one.
            if (next >= _data.Length || _data[next] != 0)
            {
                _stopped = true;
                _endOfData = next >= _data.Length;
                return;
            }

            next++;
        }

        _bits |= (ulong)value << (56 - _count);
        _position = next;
        _count += 8;
    }
}
