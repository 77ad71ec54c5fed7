using System.Buffers.Binary;
using System.Text;

namespace Palimpsest.Checkpoints;

/// <summary>Reads and checks a zip archive's central directory. Every length is compared with the file before it is used.</summary>
internal sealed class ZipDirectoryParser(WeightFile file)
{
    // Sizes and signatures of APPNOTE.TXT: 4.3.7 local header, 4.3.12 directory entry, 4.3.16 end record, 4.3.14 and 4.3.15 zip64 end record and locator.
    private const int LocalBytes = 30, CentralBytes = 46, EndBytes = 22, End64Bytes = 56, LocatorBytes = 20;
    private const uint LocalMark = 0x04034B50, CentralMark = 0x02014B50, EndMark = 0x06054B50, End64Mark = 0x06064B50, LocatorMark = 0x07064B50;

    /// <summary>Real checkpoints have a few thousand entries of about 100 bytes.</summary>
    private const long MaximumDirectoryBytes = 64 << 20;

    private const string Place = "zip archive";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<(long Begin, long End, string Name)> _ranges = [];

    public Dictionary<string, ZipEntry> Parse()
    {
        (long count, long size, long offset) = FindDirectory();
        file.Require(size <= MaximumDirectoryBytes, Place, $"its directory has {size} bytes");
        byte[] directory = file.Read(offset, size);
        var entries = new Dictionary<string, ZipEntry>();
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = Entry(directory, ref at, offset);
            file.Require(entries.TryAdd(entry.Name, entry), Place, $"the entry '{entry.Name}' occurs twice");
        }

        file.Require(at == directory.Length, Place, $"its directory has {directory.Length} bytes, but {count} entries end at {at}");
        RequireDisjoint();
        ZipDirectory.RequireModestInflation(file, entries.Values);
        return entries;
    }

    private (long Count, long Size, long Offset) FindDirectory()
    {
        long tailStart = Math.Max(0, file.Length - EndBytes - ushort.MaxValue);
        byte[] tail = file.Read(tailStart, file.Length - tailStart);
        int end = tail.Length - EndBytes;
        while (end >= 0 && !(U32(tail, end) == EndMark && U16(tail, end + 20) == tail.Length - end - EndBytes))
        {
            end--;
        }

        file.Require(end >= 0, Place, "it has no directory at its end: the file is cut short; download it again");
        file.Require(U16(tail, end + 4) == 0 && U16(tail, end + 8) == U16(tail, end + 10), Place, "it is one part of an archive in several parts");
        (long count, long size, long offset, long limit) = (U16(tail, end + 10), U32(tail, end + 12), U32(tail, end + 16), tailStart + end);
        if (end >= LocatorBytes && U32(tail, end - LocatorBytes) == LocatorMark)
        {
            long position = I64(tail, end - LocatorBytes + 8);
            file.Require(position >= 0 && position <= limit - LocatorBytes - End64Bytes, Place, "its zip64 end record lies outside the file");
            byte[] record = file.Read(position, End64Bytes);
            file.Require(U32(record, 0) == End64Mark, Place, "its zip64 end record is damaged");
            (count, size, offset, limit) = (I64(record, 32), I64(record, 40), I64(record, 48), position);
        }

        file.Require(size >= 0 && offset >= 0 && offset <= limit && size <= limit - offset, Place, $"its directory of {size} bytes at {offset} lies outside the file");
        file.Require(count >= 0 && count <= size / CentralBytes, Place, $"its directory of {size} bytes claims {count} entries");
        return (count, size, offset);
    }

    private ZipEntry Entry(byte[] directory, ref int at, long directoryOffset)
    {
        file.Require(directory.Length - at >= CentralBytes && U32(directory, at) == CentralMark, Place, $"its directory is damaged at byte {at}");
        ReadOnlySpan<byte> fields = directory.AsSpan(at, CentralBytes);
        int nameBytes = U16(directory, at + 28), extraBytes = U16(directory, at + 30), commentBytes = U16(directory, at + 32);
        int next = at + CentralBytes + nameBytes + extraBytes + commentBytes;
        file.Require(next <= directory.Length, Place, $"its directory is damaged at byte {at}");
        ReadOnlySpan<byte> rawName = directory.AsSpan(at + CentralBytes, nameBytes);
        string name = Name(rawName);
        int flags = U16(directory, at + 8), method = U16(directory, at + 10);
        file.Require((flags & 0x2041) == 0, Place, $"the entry '{name}' is encrypted");
        file.Require(method is 0 or 8, Place, $"the entry '{name}' is packed with method {method}; only stored and deflated entries are supported");

        (long packed, long length, long local) = (U32(directory, at + 20), U32(directory, at + 24), U32(directory, at + 42));
        ReadZip64(directory.AsSpan(at + CentralBytes + nameBytes, extraBytes), name, ref length, ref packed, ref local);
        file.Require(packed >= 0 && length >= 0 && local >= 0, Place, $"the entry '{name}' has a negative size or offset");
        file.Require(method == 8 || packed == length, Place, $"the entry '{name}' is stored, but has {packed} bytes packed and {length} unpacked");
        long data = DataOffset(name, rawName, local, method, directoryOffset);
        file.Require(packed <= directoryOffset - data, Place, $"the entry '{name}' runs beyond the place where the directory begins");
        _ranges.Add((local, data + packed, name));
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]);
        at = next;
        return new ZipEntry(name, method == 8, crc, data, packed, length);
    }

    /// <summary>The extra field 0x0001 holds, in this order, those of the three numbers that did not fit 32 bits (APPNOTE.TXT 4.5.3).</summary>
    private void ReadZip64(ReadOnlySpan<byte> extra, string name, ref long length, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            file.Require(size <= extra.Length - 4, Place, $"the extra field of entry '{name}' is damaged");
            if (id == 1)
            {
                ReadOnlySpan<byte> field = extra.Slice(4, size);
                Widen(ref field, name, ref length);
                Widen(ref field, name, ref packed);
                Widen(ref field, name, ref local);
                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    private void Widen(ref ReadOnlySpan<byte> field, string name, ref long value)
    {
        if (value == uint.MaxValue)
        {
            file.Require(field.Length >= 8, Place, $"the zip64 field of entry '{name}' is damaged");
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    private long DataOffset(string name, ReadOnlySpan<byte> rawName, long local, int method, long directoryOffset)
    {
        file.Require(local <= directoryOffset - LocalBytes - rawName.Length, Place, $"the entry '{name}' begins outside the file");
        byte[] header = file.Read(local, LocalBytes + rawName.Length);
        file.Require(U32(header, 0) == LocalMark, Place, $"there is no entry header for '{name}' at byte {local}");
        file.Require(
            U16(header, 26) == rawName.Length && header.AsSpan(LocalBytes).SequenceEqual(rawName) && U16(header, 8) == method,
            Place,
            $"the directory and the entry header at byte {local} disagree about '{name}'");
        long data = local + LocalBytes + rawName.Length + U16(header, 28);
        file.Require(data <= directoryOffset, Place, $"the entry '{name}' runs beyond the place where the directory begins");
        return data;
    }

    private string Name(ReadOnlySpan<byte> raw)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(raw);
        }
        catch (DecoderFallbackException exception)
        {
            throw file.Fault("zip archive: an entry's name is not UTF-8.", exception);
        }

        bool plain = name.Length > 0 && !name.StartsWith('/') && name.IndexOfAny(['\\', ':', '\0']) < 0 && !name.Split('/').Contains("..");
        file.Require(plain, Place, $"the entry name '{name.Replace('\0', '?')}' leads out of the archive; torch writes no such names");
        return name;
    }

    private void RequireDisjoint()
    {
        _ranges.Sort();
        for (int i = 1; i < _ranges.Count; i++)
        {
            file.Require(_ranges[i - 1].End <= _ranges[i].Begin, Place, $"the entries '{_ranges[i - 1].Name}' and '{_ranges[i].Name}' overlap");
        }
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
