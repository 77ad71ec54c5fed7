namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Reads bits, the lowest of each byte first.</summary>
internal ref struct LosslessBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private ulong _held;
    private int _count;

    /// <summary>The next bits as a number, up to 24; it needs not be that many that are left.</summary>
    public uint Peek(int count)
    {
        if (_count < count)
        {
            Fill();
        }

        return (uint)(_held & ((1UL << count) - 1));
    }

    /// <exception cref="PictureException">There are not so many bits.</exception>
    public void Skip(int count)
    {
        if (_count < count)
        {
            Fill();
        }

        if (_count < count)
        {
            throw new PictureException("The WebP file's lossless picture is cut off; get a complete copy of it.");
        }

        _held >>= count;
        _count -= count;
    }

    /// <exception cref="PictureException">There are not so many bits.</exception>
    public int Read(int count)
    {
        uint value = Peek(count);
        Skip(count);
        return (int)value;
    }

    public bool ReadFlag() => Read(1) != 0;

    private void Fill()
    {
        while (_count <= 56 && _position < _data.Length)
        {
            _held |= (ulong)_data[_position++] << _count;
            _count += 8;
        }
    }
}
