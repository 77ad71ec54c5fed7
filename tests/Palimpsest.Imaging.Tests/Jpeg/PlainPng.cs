using System.Buffers.Binary;
using System.IO.Compression;

namespace Palimpsest.Imaging.Tests.Jpeg;

/// <summary>Reads the 8-bit RGB PNG files of the reference by the plainest means, so that no other part of the product judges the JPEG encoder.</summary>
internal static class PlainPng
{
    public static Picture Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        (int width, int height) = (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        if (file is not [0x89, (byte)'P', (byte)'N', (byte)'G', ..] || file[24] != 8 || file[25] != 2 || file[28] != 0)
        {
            throw new InvalidDataException($"{path} is not a plain 8-bit RGB PNG.");
        }

        using var packed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(file, at + 8, length);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
        int stride = width * 3;
        var pixels = new byte[height * stride];
        for (int y = 0; y < height; y++)
        {
            int filter = inflated.ReadByte();
            inflated.ReadExactly(pixels, y * stride, stride);
            for (int x = 0; x < stride; x++)
            {
                int left = x >= 3 ? pixels[(y * stride) + x - 3] : 0;
                int up = y > 0 ? pixels[((y - 1) * stride) + x] : 0;
                int corner = x >= 3 && y > 0 ? pixels[((y - 1) * stride) + x - 3] : 0;
                pixels[(y * stride) + x] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
        }

        return new Picture(width, height, 3, pixels);
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        (int a, int b, int c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
