using System.Buffers.Binary;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Files that claim to be pictures.</summary>
internal static class BadPictures
{
    private const int HeaderStart = 12, SizeStart = 16, HeaderLength = 17;

    /// <summary>A sound picture of 32 x 32 pixels with something in every row.</summary>
    public static byte[] Sound(TemporaryFolder folder, string extension)
    {
        string path = folder.PathOf($"sound{extension}");
        var picture = new Picture(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i * i / 7))]);
        if (extension == ".png")
        {
            PictureWriter.SavePng(path, picture, parameters: null);
        }
        else
        {
            PictureWriter.SaveJpeg(path, picture);
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    public static byte[] PngOfSize(TemporaryFolder folder, uint width, uint height)
    {
        byte[] png = Sound(folder, ".png");
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(SizeStart), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(SizeStart + 4), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(HeaderStart + HeaderLength), Crc32(png.AsSpan(HeaderStart, HeaderLength)));
        return png;
    }

    public static byte[] JpegOfSize(TemporaryFolder folder, ushort width, ushort height)
    {
        byte[] jpeg = Sound(folder, ".jpg");
        int frame = Frame(jpeg);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), width);
        return jpeg;
    }

    /// <summary>A JPEG whose frame header says what no decoder here knows.</summary>
    public static byte[] JpegOfKind(TemporaryFolder folder, byte marker)
    {
        byte[] jpeg = Sound(folder, ".jpg");
        jpeg[Frame(jpeg) + 1] = marker;
        return jpeg;
    }

    private static int Frame(byte[] jpeg) => jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
