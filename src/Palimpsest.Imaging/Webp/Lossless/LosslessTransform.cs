namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>A change of pixels that is undone after decoding (RFC 9649, 3.5).</summary>
internal sealed class LosslessTransform
{
    private readonly int _width;
    private readonly int _height;

    /// <summary>A block's side, or how many pixels share one of a palette's, as a power of two.</summary>
    private readonly int _shift;

    /// <summary>What the change needs: a pixel a block, or the palette.</summary>
    private readonly uint[] _data;

    private LosslessTransform(TransformKind kind, int width, int height, int shift, uint[] data)
    {
        (Kind, _width, _height, _shift, _data) = (kind, width, height, shift, data);
        CodedWidth = kind == TransformKind.Palette ? Blocks.Count(width, shift) : width;
    }

    public TransformKind Kind { get; }

    /// <summary>Of the picture that follows: a palette's small indices share pixels.</summary>
    public int CodedWidth { get; }

    /// <param name="width">Of the pixels once the change is undone.</param>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static LosslessTransform Read(ref LosslessBits bits, int width, int height)
    {
        var kind = (TransformKind)bits.Read(2);
        switch (kind)
        {
            case TransformKind.SubtractGreen:
                return new LosslessTransform(kind, width, height, 0, []);
            case TransformKind.Palette:
                int size = bits.Read(8) + 1;
                uint[] palette = EntropyImage.Decode(ref bits, size, 1, isWhole: false);
                for (int i = 1; i < size; i++)
                {
                    palette[i] = Pixel.Add(palette[i], palette[i - 1]);
                }

                return new LosslessTransform(kind, width, height, size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0, palette);
            default:
                int shift = bits.Read(3) + 2;
                return new LosslessTransform(kind, width, height, shift, EntropyImage.Decode(ref bits, Blocks.Count(width, shift), Blocks.Count(height, shift), isWhole: false));
        }
    }

    /// <summary>The pixels as they were.</summary>
    public uint[] Undo(uint[] pixels)
    {
        switch (Kind)
        {
            case TransformKind.Prediction:
                UndoPrediction(pixels);
                return pixels;
            case TransformKind.CrossColour:
                UndoCrossColour(pixels);
                return pixels;
            case TransformKind.SubtractGreen:
                for (int i = 0; i < pixels.Length; i++)
                {
                    uint green = (pixels[i] >> 8) & 0xFF;
                    pixels[i] = Pixel.Add(pixels[i], (green << 16) | green);
                }

                return pixels;
            default:
                return Unpacked(pixels);
        }
    }

    private uint BlockAt(int x, int y) => _data[((y >> _shift) * Blocks.Count(_width, _shift)) + (x >> _shift)];

    private void UndoPrediction(uint[] pixels)
    {
        for (int y = 0, i = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++, i++)
            {
                uint predicted = y == 0 ? (x == 0 ? Pixel.Opaque : pixels[i - 1])
                    : x == 0 ? pixels[i - _width]
                    : Pixel.Predict((int)(BlockAt(x, y) >> 8) & 15, pixels[i - 1], pixels.AsSpan(i - _width - 1, 3));
                pixels[i] = Pixel.Add(pixels[i], predicted);
            }
        }
    }

    private void UndoCrossColour(uint[] pixels)
    {
        for (int y = 0, i = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++, i++)
            {
                uint block = BlockAt(x, y), pixel = pixels[i];
                int green = (sbyte)(pixel >> 8);
                int red = (int)((pixel >> 16) & 0xFF) + (((sbyte)block * green) >> 5);
                int blue = (int)(pixel & 0xFF) + (((sbyte)(block >> 8) * green) >> 5) + (((sbyte)(block >> 16) * (sbyte)red) >> 5);
                pixels[i] = (pixel & 0xFF00FF00) | ((uint)(byte)red << 16) | (byte)blue;
            }
        }
    }

    /// <summary>Colours of the palette; a place beyond it is transparent black.</summary>
    private uint[] Unpacked(uint[] packed)
    {
        int bitsEach = 8 >> _shift, perPixel = 1 << _shift, mask = (1 << bitsEach) - 1;
        var pixels = new uint[checked(_width * _height)];
        for (int y = 0, i = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++, i++)
            {
                int indices = (int)(packed[(y * CodedWidth) + (x >> _shift)] >> 8) & 0xFF;
                int index = (indices >> (bitsEach * (x & (perPixel - 1)))) & mask;
                pixels[i] = index < _data.Length ? _data[index] : 0;
            }
        }

        return pixels;
    }
}
