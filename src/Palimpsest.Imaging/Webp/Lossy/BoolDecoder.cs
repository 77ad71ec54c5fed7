using System.Numerics;

namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>VP8's arithmetic decoder of single bits (RFC 6386, 7). Behind its data come zeros, of which a whole picture needs few.</summary>
internal sealed class BoolDecoder(ReadOnlyMemory<byte> data)
{
    private const int MostZeroBytes = 16;

    private int _position;
    private uint _range = 255;
    private ulong _value;

    /// <summary>Bits of the value beyond the eight that are compared; negative: more must be read.</summary>
    private int _bits = -8;

    public bool Read(int probability)
    {
        if (_bits < 0)
        {
            Fill();
        }

        uint split = 1 + (((_range - 1) * (uint)probability) >> 8);
        ulong compared = (ulong)split << _bits;
        bool bit = _value >= compared;
        if (bit)
        {
            _value -= compared;
            _range -= split;
        }
        else
        {
            _range = split;
        }

        int shift = BitOperations.LeadingZeroCount(_range) - 24;
        _range <<= shift;
        _bits -= shift;
        return bit;
    }

    public bool ReadFlag() => Read(128);

    /// <summary>A number, its highest bit first.</summary>
    public int ReadNumber(int bits)
    {
        int value = 0;
        for (int i = 0; i < bits; i++)
        {
            value = (value << 1) | (ReadFlag() ? 1 : 0);
        }

        return value;
    }

    /// <summary>A number and its sign.</summary>
    public int ReadSigned(int bits)
    {
        int value = ReadNumber(bits);
        return ReadFlag() ? -value : value;
    }

    /// <summary>A flag, and if it is set a number with its sign; else 0.</summary>
    public int ReadOptional(int bits) => ReadFlag() ? ReadSigned(bits) : 0;

    /// <exception cref="PictureException">Far more was read than there is.</exception>
    public void ThrowIfExhausted()
    {
        if (_position > data.Length + MostZeroBytes)
        {
            throw new PictureException("The WebP file's picture is cut off; get a complete copy of it.");
        }
    }

    private void Fill()
    {
        ReadOnlySpan<byte> bytes = data.Span;
        while (_bits <= 40)
        {
            _value = (_value << 8) | (_position < bytes.Length ? bytes[_position] : (byte)0);
            _position++;
            _bits += 8;
        }
    }
}
