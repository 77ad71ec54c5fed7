namespace Palimpsest.Imaging.Webp;

/// <summary>The coded pixels of a picture: the payload of a chunk "VP8 " or "VP8L".</summary>
internal readonly record struct WebpBitstream(bool IsLossless, ReadOnlyMemory<byte> Data)
{
    private const int LossyHeader = 10, LosslessHeader = 5;

    /// <summary>Width, height, and whether a lossless picture says that it uses alpha.</summary>
    /// <exception cref="PictureException">The header is none.</exception>
    public (int Width, int Height, bool HasAlpha) ReadHeader()
    {
        ReadOnlySpan<byte> data = Data.Span;
        if (IsLossless)
        {
            if (data.Length < LosslessHeader || data[0] != 0x2F)
            {
                throw new PictureException("The WebP file's lossless picture does not begin as one; the file is damaged.");
            }

            uint bits = BitConverter.ToUInt32(data[1..]);
            return (bits >> 29) == 0
                ? ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1, (bits & (1 << 28)) != 0)
                : throw new PictureException($"The WebP file's lossless picture has the version {bits >> 29}, and only 0 exists; the file is damaged.");
        }

        if (data.Length < LossyHeader || (data[0] & 1) != 0 || data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A)
        {
            throw new PictureException("The WebP file's picture does not begin with a key frame; the file is damaged.");
        }

        (int width, int height) = (BitConverter.ToUInt16(data[6..]) & 0x3FFF, BitConverter.ToUInt16(data[8..]) & 0x3FFF);
        return width > 0 && height > 0 ? (width, height, false) : throw new PictureException($"The WebP file declares {width} × {height} pixels; the file is damaged.");
    }
}
