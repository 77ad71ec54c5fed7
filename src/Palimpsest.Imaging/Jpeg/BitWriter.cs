namespace Palimpsest.Imaging.Jpeg;

/// <summary>Writes the entropy-coded bits of a scan, with a zero byte stuffed after each 0xFF.</summary>
internal sealed class BitWriter(MemoryStream output)
{
    /// <summary>The bits not yet written, in the lowest <see cref="_count"/> places.</summary>
    private ulong _bits;
    private int _count;

    /// <param name="length">0 to 16 bits.</param>
    public void Write(int value, int length)
    {
        _bits = (_bits << length) | (uint)value;
        _count += length;
        while (_count >= 8)
        {
            _count -= 8;
            var next = (byte)(_bits >> _count);
            output.WriteByte(next);
            if (next == 0xFF)
            {
                output.WriteByte(0);
            }
        }
    }

    /// <summary>Fills the last byte up with ones, as the standard asks.</summary>
    public void Finish()
    {
        int missing = -_count & 7;
        Write((1 << missing) - 1, missing);
    }
}
