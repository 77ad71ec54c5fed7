using System.Buffers.Binary;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>The frame header: the picture's size, its components and how they are coded.</summary>
internal sealed class Frame
{
    private const int LargestSampling = 4;

    private Frame(bool isProgressive, int width, int height, Component[] components)
    {
        IsProgressive = isProgressive;
        Width = width;
        Height = height;
        Components = components;
        MaxHorizontal = components.Max(component => component.HorizontalSampling);
        MaxVertical = components.Max(component => component.VerticalSampling);
        McusAcross = Ceiling(width, 8 * MaxHorizontal);
        McusDown = Ceiling(height, 8 * MaxVertical);
        foreach (Component component in components)
        {
            component.SetSize(
                Ceiling(width * component.HorizontalSampling, MaxHorizontal),
                Ceiling(height * component.VerticalSampling, MaxVertical),
                McusAcross,
                McusDown);
        }
    }

    public bool IsProgressive { get; }

    public int Width { get; }

    public int Height { get; }

    public Component[] Components { get; }

    public int MaxHorizontal { get; }

    public int MaxVertical { get; }

    public int McusAcross { get; }

    public int McusDown { get; }

    /// <summary>Reads a SOF segment and checks it against what we decode and what the caller allows.</summary>
    /// <param name="file">The whole file, for the height of files that state it after the first scan, and for its length.</param>
    public static Frame Read(byte marker, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        RefuseOtherProcesses(marker);
        if (payload.Length < 6 || payload.Length != 6 + (3 * payload[5]))
        {
            throw new PictureException("The JPEG's frame header has the wrong length; the file is damaged.");
        }

        if (payload[0] != 8)
        {
            throw new PictureException($"The JPEG has {payload[0]} bits a sample; only 8 are supported. Convert it to an 8-bit JPEG or to PNG.");
        }

        if (payload[5] is not (1 or 3 or 4))
        {
            throw new PictureException($"The JPEG has {payload[5]} components; 1 (grey), 3 (colour) or 4 (CMYK) are supported.");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        height = height == 0 ? FindNumberOfLines(file) : height;
        if (width == 0 || height == 0)
        {
            throw new PictureException($"The JPEG declares {width} x {height} pixels, an empty picture; the file is damaged.");
        }

        if ((long)width * height > limits.MaxPixels)
        {
            throw new PictureException($"The JPEG declares {width} x {height} pixels, more than the {limits.MaxPixels} allowed; reduce the picture first.");
        }

        var frame = new Frame(marker == Marker.ProgressiveFrame, width, height, ReadComponents(payload[6..]));
        frame.RequirePlausibleSize(file.Length);
        return frame;
    }

    private static Component[] ReadComponents(ReadOnlySpan<byte> fields)
    {
        var components = new Component[fields.Length / 3];
        for (int i = 0; i < components.Length; i++)
        {
            byte id = fields[3 * i];
            int horizontal = fields[(3 * i) + 1] >> 4, vertical = fields[(3 * i) + 1] & 15;
            if (horizontal is 0 or > LargestSampling || vertical is 0 or > LargestSampling)
            {
                throw new PictureException($"The JPEG's component {id} has sampling factors {horizontal} x {vertical}; 1 to {LargestSampling} are possible, the file is damaged.");
            }

            if (components[..i].Any(other => other.Id == id))
            {
                throw new PictureException($"The JPEG has two components with the number {id}; the file is damaged.");
            }

            components[i] = new Component { Id = id, HorizontalSampling = horizontal, VerticalSampling = vertical, QuantisationSlot = fields[(3 * i) + 2] };
        }

        return components;
    }

    private static void RefuseOtherProcesses(byte marker)
    {
        string? process = marker switch
        {
            Marker.BaselineFrame or Marker.ExtendedFrame or Marker.ProgressiveFrame => null,
            0xC3 => "lossless",
            0xC9 or 0xCA => "arithmetic-coded",
            0xCB => "lossless arithmetic-coded",
            _ => "hierarchical",
        };
        if (process is not null)
        {
            throw new PictureException($"This JPEG is {process}, which is not supported; save it as an ordinary (Huffman-coded) JPEG or as PNG.");
        }
    }

    /// <summary>
    /// The height of a file that leaves it open: in the DNL segment after its first scan. Within a scan 0xFF is always followed by 0 or
    /// a restart marker, so the segment can be searched for bytewise. 0 when there is none.
    /// </summary>
    private static int FindNumberOfLines(ReadOnlySpan<byte> file)
    {
        int at = file.IndexOf((ReadOnlySpan<byte>)[0xFF, Marker.NumberOfLines, 0, 4]);
        return at >= 0 && at + 6 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[(at + 4)..]) : 0;
    }

    /// <summary>
    /// Every block costs at least one bit: its DC difference has a Huffman code of its own. A file shorter than that cannot hold the picture
    /// it declares, and is refused before memory is spent on it.
    /// </summary>
    private void RequirePlausibleSize(int fileBytes)
    {
        long blocks = Components.Sum(component => (long)component.BlocksAcross * component.BlocksDown);
        if (fileBytes * 8L < blocks)
        {
            throw new PictureException($"The JPEG declares {Width} x {Height} pixels, but its {fileBytes} bytes cannot hold them; the file is damaged or truncated.");
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
