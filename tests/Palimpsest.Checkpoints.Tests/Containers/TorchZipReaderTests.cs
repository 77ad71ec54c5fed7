using System.Buffers.Binary;
using System.IO.Compression;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class TorchZipReaderTests
{
    [Fact]
    public void Current_dtypes_come_as_untyped_storages_counted_in_bytes()
    {
        using var folder = new TemporaryFolder();
        new TorchZipBuilder().Raw((byte)'}').Text("w").Tensor("UntypedStorage", "0", 4, 1, [3], [1], "float8_e4m3fn").Raw((byte)'s')
            .Entry("data/0", 0x00, 0x38, 0xC0, 0x7E).Save(folder.File("f8.pt"));
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("f8.pt"));
        Assert.Equal(ElementType.Float8E4M3, checkpoint.Weights["w"].Type);
        Assert.Equal([1f, -2f, 448f], checkpoint.Weights["w"].ToFloats());
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Big_endian_transposed_and_repeated_tensors_become_plain_ones(CompressionLevel level)
    {
        using var folder = new TemporaryFolder();
        byte[] storage = [.. Enumerable.Range(1, 6).SelectMany(i => BitConverter.GetBytes((float)i).Reverse())];
        new TorchZipBuilder().Raw((byte)'}', (byte)'(')
            .Text("plain").Tensor("FloatStorage", "0", 6, 0, [2, 3], [3, 1])
            .Text("transposed").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3])
            .Text("repeated").Tensor("FloatStorage", "0", 6, 5, [2, 2], [0, 0])
            .Text("scalar").Tensor("FloatStorage", "0", 6, 4, [], [])
            .Text("empty").Tensor("FloatStorage", "0", 6, 6, [0, 3], [3, 1])
            .Raw((byte)'u').Entry("data/0", storage).Entry("byteorder", "big"u8.ToArray()).Save(folder.File("x.pt"), level);
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x.pt"));
        Assert.Equal([1f, 2, 3, 4, 5, 6], checkpoint.Weights["plain"].ToFloats());
        Assert.Equal([1f, 4, 2, 5, 3, 6], checkpoint.Weights["transposed"].ToFloats());
        Assert.Equal([6f, 6, 6, 6], checkpoint.Weights["repeated"].ToFloats());
        Assert.Equal([5f], checkpoint.Weights["scalar"].ToFloats());
        Assert.Empty(checkpoint.Weights["empty"].ToFloats());
    }

    [Fact]
    public void A_tensor_that_repeats_one_element_beyond_the_files_size_is_refused()
    {
        using var folder = new TemporaryFolder();
        new TorchZipBuilder().Raw((byte)'}').Text("w").Tensor("FloatStorage", "0", 1, 0, [1 << 15, 1 << 15], [0, 0]).Raw((byte)'s')
            .Entry("data/0", new byte[4]).Save(folder.File("x.pt"));
        Assert.Contains("larger than the file", Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.File("x.pt"))).Message);
    }

    [Fact]
    public void Lists_that_hold_each_other_twice_are_refused_quickly()
    {
        using var folder = new TemporaryFolder();
        var builder = new TorchZipBuilder();
        builder.Raw((byte)']', (byte)'q', 0);
        for (byte i = 1; i < 60; i++)
        {
            builder.Raw((byte)']', (byte)'q', i, (byte)'(', (byte)'h', (byte)(i - 1), (byte)'h', (byte)(i - 1), (byte)'e');
        }

        builder.Save(folder.File("bomb.pt"));
        Assert.Contains("nested and shared", Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.File("bomb.pt"))).Message);
    }

    [Theory]
    [InlineData("A list copied", 2000)]
    public void Copying_a_list_again_and_again_is_refused(string what, int items)
    {
        using var folder = new TemporaryFolder();
        var builder = new TorchZipBuilder();
        builder.Raw((byte)']', (byte)'q', 0, (byte)'(');
        for (int i = 0; i < items; i++)
        {
            builder.Numbers(i, i);
        }

        builder.Raw((byte)'e');
        for (int i = 0; i < items; i++)
        {
            builder.Global("collections", "OrderedDict").Raw((byte)'h', 0, 0x85, (byte)'R', (byte)'0');
        }

        builder.Save(folder.File("copies.pt"));
        string message = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.File("copies.pt"))).Message;
        Assert.True(message.Contains("OrderedDict", StringComparison.Ordinal), $"{what}: {message}");
    }

    [Fact]
    public void Zip64_archives_are_read()
    {
        byte[] zip64 = ToZip64(File.ReadAllBytes(Reference.Path("checkpoints/good/zip-plain.ckpt")));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("x.ckpt"), zip64);
        using Checkpoint expected = Checkpoint.Open(Reference.Path("checkpoints/good/zip-plain.ckpt"));
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x.ckpt"));
        Assert.All(expected.Weights, pair => Assert.Equal(pair.Value.ToFloats(), checkpoint.Weights[pair.Key].ToFloats()));
    }

    /// <summary>The same archive with every size and offset moved to the zip64 fields.</summary>
    private static byte[] ToZip64(byte[] zip)
    {
        int end = zip.Length - 22, count = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(end + 10));
        int at = (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(end + 16)), start = at;
        var result = new MemoryStream();
        using var writer = new BinaryWriter(result);
        writer.Write(zip, 0, start);
        for (int i = 0; i < count; i++)
        {
            byte[] entry = zip.AsSpan(at, 46).ToArray();
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(28));
            long packed = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(20)), length = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(24));
            long local = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(42));
            entry.AsSpan(20, 8).Fill(0xFF);
            entry.AsSpan(42, 4).Fill(0xFF);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), 28);
            writer.Write(entry);
            writer.Write(zip, at + 46, nameLength);
            writer.Write((ushort)1);
            writer.Write((ushort)24);
            writer.Write(length);
            writer.Write(packed);
            writer.Write(local);
            at += 46 + nameLength;
        }

        long directoryEnd = result.Position;
        writer.Write(0x06064B50u);
        writer.Write(44L);
        writer.Write(0x002D002Du);
        writer.Write(0L);
        writer.Write((long)count);
        writer.Write((long)count);
        writer.Write(directoryEnd - start);
        writer.Write((long)start);
        writer.Write(0x07064B50u);
        writer.Write(0u);
        writer.Write(directoryEnd);
        writer.Write(1u);
        byte[] tail = zip.AsSpan(end).ToArray();
        tail.AsSpan(8, 12).Fill(0xFF);
        writer.Write(tail);
        return result.ToArray();
    }
}
