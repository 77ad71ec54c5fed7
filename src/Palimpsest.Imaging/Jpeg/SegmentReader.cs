using System.Buffers.Binary;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>Walks the marker segments of a JPEG file.</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; set; }

    /// <summary>The next marker's code; bytes that belong to none are passed over, as are fill bytes. Null at the end of the data.</summary>
    public byte? NextMarker()
    {
        while (Position + 1 < _data.Length)
        {
            if (_data[Position] == 0xFF && _data[Position + 1] is not 0 and not 0xFF)
            {
                Position += 2;
                return _data[Position - 1];
            }

            Position++;
        }

        Position = _data.Length;
        return null;
    }

    /// <summary>The payload of the segment whose marker was just read.</summary>
    /// <exception cref="PictureException">The file ends within the segment, or its length cannot be.</exception>
    public ReadOnlySpan<byte> Payload(byte marker)
    {
        if (Position + 2 > _data.Length)
        {
            throw Truncated(marker);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_data[Position..]);
        if (length < 2 && Marker.IsInformative(marker))
        {
            // Nothing the pixels need is lost: the search for the next marker passes over what belongs to the segment.
            Position += 2;
            return [];
        }

        if (length < 2)
        {
            throw new PictureException($"The JPEG's segment 0xFF{marker:X2} at byte {Position - 2} has the impossible length {length}; the file is damaged.");
        }

        if (Position + length > _data.Length)
        {
            throw Truncated(marker);
        }

        ReadOnlySpan<byte> payload = _data.Slice(Position + 2, length - 2);
        Position += length;
        return payload;
    }

    private readonly PictureException Truncated(byte marker) =>
        new($"The JPEG is truncated: it ends within its segment 0xFF{marker:X2} at byte {Position - 2}; fetch it again.");
}
