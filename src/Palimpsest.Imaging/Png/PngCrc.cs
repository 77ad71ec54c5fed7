namespace Palimpsest.Imaging.Png;

/// <summary>CRC-32 as PNG uses it (ISO 3309, reflected polynomial 0xEDB88320).</summary>
internal static class PngCrc
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The check value of a chunk: of its type and its data.</summary>
    public static uint Of(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => ~Append(Append(uint.MaxValue, type), data);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
