using System.IO.Compression;

namespace Palimpsest.Checkpoints;

/// <summary>
/// A zip archive's entries, read strictly from the central directory and compared with the local headers (APPNOTE.TXT 6.3, zip64 included).
/// Our own reader because stored entries are mapped in place, which needs their offsets, and because hostile archives must be refused
/// before anything is unpacked.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>Deflated entries of one file may unpack to this many times its length (plus <see cref="InflationBaseBytes"/>); weights do not compress tenfold.</summary>
    private const int MaximumInflation = 32;

    private const long InflationBaseBytes = 1 << 20;

    private readonly WeightFile _file;

    private ZipDirectory(WeightFile file, Dictionary<string, ZipEntry> entries) => (_file, Entries) = (file, entries);

    public IReadOnlyDictionary<string, ZipEntry> Entries { get; }

    public static ZipDirectory Read(WeightFile file) => new(file, new ZipDirectoryParser(file).Parse());

    /// <summary>All of a small entry, its checksum verified.</summary>
    public unsafe byte[] Read(ZipEntry entry)
    {
        byte[] bytes;
        if (entry.Deflated)
        {
            bytes = new byte[entry.LengthBytes];
            fixed (byte* destination = bytes)
            {
                Inflate(entry, destination);
            }
        }
        else
        {
            bytes = _file.Read(entry.DataOffset, entry.LengthBytes);
            RequireChecksum(entry, Crc32.Append(Crc32.Start, bytes));
        }

        return bytes;
    }

    /// <summary>Unpacks a deflated entry to memory of its length, and verifies its checksum.</summary>
    public unsafe void Inflate(ZipEntry entry, byte* destination)
    {
        const int BlockBytes = 1 << 20;
        uint crc = Crc32.Start;
        long done = 0;
        try
        {
            if (entry.PackedBytes > 0)
            {
                using var inflater = new DeflateStream(_file.Section(entry.DataOffset, entry.PackedBytes), CompressionMode.Decompress);
                while (done < entry.LengthBytes)
                {
                    var block = new Span<byte>(destination + done, (int)Math.Min(BlockBytes, entry.LengthBytes - done));
                    int read = inflater.Read(block);
                    if (read == 0)
                    {
                        break;
                    }

                    crc = Crc32.Append(crc, block[..read]);
                    done += read;
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw _file.Fault($"zip entry '{entry.Name}' is not validly deflated at byte {done}: the file is damaged; download it again.", exception);
        }

        if (done < entry.LengthBytes)
        {
            throw _file.Fault($"zip entry '{entry.Name}' unpacks to {done} bytes instead of {entry.LengthBytes}: the file is damaged; download it again.");
        }

        RequireChecksum(entry, crc);
    }

    /// <summary>Throws when the deflated entries together would unpack to far more than the file's length.</summary>
    internal static void RequireModestInflation(WeightFile file, IEnumerable<ZipEntry> entries)
    {
        Int128 total = entries.Where(entry => entry.Deflated).Aggregate((Int128)0, (sum, entry) => sum + entry.LengthBytes);
        if (total > InflationBaseBytes + (Int128)file.Length * MaximumInflation)
        {
            throw file.Fault($"its deflated zip entries would unpack to {total} bytes, more than {MaximumInflation} times the file: refused as a zip bomb.");
        }
    }

    private void RequireChecksum(ZipEntry entry, uint crc)
    {
        if (crc != entry.Crc)
        {
            throw _file.Fault($"zip entry '{entry.Name}' has the checksum {crc:x8} instead of {entry.Crc:x8}: the file is damaged; download it again.");
        }
    }
}
