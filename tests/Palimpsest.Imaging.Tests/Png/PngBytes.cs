using System.Buffers.Binary;
using Palimpsest.Imaging.Png;

namespace Palimpsest.Imaging.Tests.Png;

/// <summary>Changes to the bytes of PNG files.</summary>
internal static class PngBytes
{
    public static void SetSize(byte[] file, int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        RepairChecks(file);
    }

    public static byte[] Damage(byte[] source, Random random)
    {
        byte[] file = [.. source];
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            file[random.Next(8, file.Length)] = (byte)random.Next(256);
        }

        if (random.Next(3) == 0)
        {
            file = file[..random.Next(file.Length)];
        }

        if (random.Next(4) == 0)
        {
            int at = random.Next(file.Length + 1);
            file = [.. file[..at], .. file[(at / 2)..]];
        }

        if (random.Next(2) == 0)
        {
            RepairChecks(file);
        }

        return file;
    }

    private static void RepairChecks(byte[] file)
    {
        int offset = 8;
        while (offset + 12 <= file.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(offset));
            if (length > file.Length - offset - 12)
            {
                return;
            }

            int end = offset + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(end), PngCrc.Of(file.AsSpan(offset + 4, 4), file.AsSpan(offset + 8, (int)length)));
            offset = end + 4;
        }
    }
}
