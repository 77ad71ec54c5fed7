using System.Text.Json;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class BadFileTests
{
    private const string Folder = "checkpoints/bad";

    /// <summary>A one-byte instruction may make an object of some 60 bytes; everything else stays at a few times the file.</summary>
    private const long BaseBytes = 2 << 20, BytesPerFileByte = 100;

    public static TheoryData<string, string, string> Files => new(
        Entries().Select(entry => (Text(entry, "file"), Text(entry, "expect"), Text(entry, "why"))));

    [Theory]
    [MemberData(nameof(Files))]
    public void Bad_files_are_refused_with_a_sentence_and_in_little_memory(string file, string expect, string why)
    {
        string path = Reference.Path($"{Folder}/{file}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        CheckpointException? refusal = OpenAll(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, BaseBytes + BytesPerFileByte * new FileInfo(path).Length);
        Assert.True(refusal is not null || expect == "either", $"{file} was accepted: {why}");
        if (refusal is not null)
        {
            Assert.StartsWith(file, refusal.Message);
            Assert.EndsWith(".", refusal.Message);
            Assert.DoesNotContain("\n", refusal.Message);
            Assert.InRange(refusal.Message.Length, file.Length + 20, 700);
        }
    }

    [Theory]
    [InlineData("evil-os-system.ckpt", "'os.system'")]
    [InlineData("evil-inst.ckpt", "0x69")]
    [InlineData("evil-codecs-doubling.ckpt", "_codecs.encode")]
    [InlineData("evil-zip-bomb.ckpt", "bomb")]
    [InlineData("evil-zip-code.ckpt", "TorchScript")]
    [InlineData("broken-zip-crc-pickle.pt", "checksum")]
    [InlineData("broken-tar.very-old.pt", "tar")]
    [InlineData("evil-legacy-in-sysinfo.pt", "os.system")]
    [InlineData("st-lfs-pointer.safetensors", "Git LFS")]
    [InlineData("st-empty-file.safetensors", "empty")]
    [InlineData("st-overlap-identical.safetensors", "overlap")]
    [InlineData("st-duplicate-name-same.safetensors", "twice")]
    public void The_message_names_the_reason(string file, string reason) =>
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Checkpoint.Open(Reference.Path($"{Folder}/{file}"))).Message);

    private static CheckpointException? OpenAll(string path)
    {
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            foreach (StoredTensor tensor in checkpoint.Tensors.Values)
            {
                using WeightBytes bytes = tensor.Open();
            }

            return null;
        }
        catch (CheckpointException exception)
        {
            return exception;
        }
    }

    private static JsonElement[] Entries() => Reference.Find($"{Folder}/index.json") is string path
        ? [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("files").EnumerateArray()]
        : [];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
