namespace Palimpsest.Imaging;

/// <summary>An 8-bit picture: rows from the top, pixels from the left, channels interleaved.</summary>
public sealed class Picture
{
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA (alpha not premultiplied).</param>
    /// <param name="pixels">width × height × channels bytes; kept, not copied.</param>
    public Picture(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException($"{width} × {height} × {channels} needs {(long)width * height * channels} bytes, not {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>The samples, [Height, Width, Channels].</summary>
    public byte[] Pixels { get; }
}
