namespace Palimpsest.Checkpoints;

/// <summary>The checksum of zip entries: CRC-32 with the reflected polynomial 0xEDB88320 (APPNOTE.TXT 4.4.7).</summary>
internal static class Crc32
{
    public const uint Start = 0;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => TableEntry((uint)value))];

    /// <summary>The checksum of what <paramref name="crc"/> covers and then <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (byte value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint TableEntry(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
