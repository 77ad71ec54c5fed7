using System.Text;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Tests;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void Keys_are_in_byte_order_and_the_header_is_padded_to_eight()
    {
        using var folder = new TemporaryFolder();
        TensorSpec[] tensors = [new("b", StoredType.F16, [2]), new("", StoredType.F32, []), new("Z\"\n\u00FC\u4E2D", StoredType.I64, [0, 3])];
        SafetensorsWriter.Write(folder.File("x.safetensors"), tensors, (tensor, _, bytes) => bytes.Fill((byte)(tensor.Name.Length + 1)));
        byte[] file = File.ReadAllBytes(folder.File("x.safetensors"));
        const string Header = """{"":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"Z\"\n\u00FC\u4E2D":{"dtype":"I64","shape":[0,3],"data_offsets":[4,4]},"b":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}}""";
        byte[] header = Encoding.UTF8.GetBytes(Header.Replace("\\u00FC", "\u00FC").Replace("\\u4E2D", "\u4E2D"));
        int padded = (header.Length + 7) / 8 * 8;
        Assert.Equal((ulong)padded, BitConverter.ToUInt64(file));
        Assert.Equal(header, file[8..(8 + header.Length)]);
        Assert.All(file[(8 + header.Length)..(8 + padded)], value => Assert.Equal((byte)' ', value));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], file[(8 + padded)..]);
    }

    [Fact]
    public void What_is_written_is_read_again_with_its_metadata()
    {
        using var folder = new TemporaryFolder();
        int count = SafetensorsWriter.BlockBytes / sizeof(float) * 2 + 3;
        var metadata = new Dictionary<string, string> { ["title"] = "ü \"x\"", ["empty"] = "" };
        SafetensorsWriter.Write(folder.File("x.safetensors"), [new TensorSpec("w", StoredType.F32, [count])], FillWithIndex, metadata);
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x.safetensors"));
        Assert.Equal(metadata, checkpoint.Metadata);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), checkpoint.Weights["w"].ToFloats());
    }

    [Fact]
    public void A_failing_source_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write(
            folder.File("x.safetensors"), [new TensorSpec("w", StoredType.U8, [10])], (_, _, _) => throw new IOException("disk full")));
        Assert.Empty(folder.Files);
    }

    [Fact]
    public unsafe void Tensors_beyond_two_gibibytes_are_mapped()
    {
        using var folder = new TemporaryFolder();
        const long Length = (1L << 31) + 4096;
        string path = folder.File("big.safetensors");
        byte[] header = Encoding.ASCII.GetBytes($$"""{ "w": { "dtype": "U8", "shape": [{{Length / 4096}}, 4096], "data_offsets": [0, {{Length}}] } }""");
        using (FileStream stream = File.Create(path))
        {
            // The file is sparse: only its header and last byte take room.
            stream.Write(BitConverter.GetBytes((ulong)header.Length));
            stream.Write(header);
            stream.SetLength(8 + header.Length + Length);
            stream.Position = stream.Length - 1;
            stream.WriteByte(77);
        }

        using Checkpoint checkpoint = Checkpoint.Open(path);
        using WeightBytes bytes = checkpoint.Weights["w"].Open();
        Assert.Equal(Length, bytes.LengthBytes);
        Assert.Equal(77, bytes.Pointer[Length - 1]);
    }

    private static void FillWithIndex(TensorSpec tensor, long start, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i += sizeof(float))
        {
            BitConverter.TryWriteBytes(destination[i..], (float)((start + i) / sizeof(float)));
        }
    }
}
