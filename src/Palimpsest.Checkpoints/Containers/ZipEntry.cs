namespace Palimpsest.Checkpoints;

/// <summary>A file in a zip archive. Positions and lengths have been checked against the archive's own length.</summary>
/// <param name="DataOffset">Where the entry's bytes begin in the archive.</param>
/// <param name="PackedBytes">Bytes in the archive; equal to <paramref name="LengthBytes"/> unless deflated.</param>
/// <param name="LengthBytes">Bytes when unpacked, as the directory claims.</param>
internal sealed record ZipEntry(string Name, bool Deflated, uint Crc, long DataOffset, long PackedBytes, long LengthBytes);
