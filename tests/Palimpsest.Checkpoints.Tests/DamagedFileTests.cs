using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

/// <summary>Good files, cut and changed at random: whatever comes of it, it is a checkpoint or a <see cref="CheckpointException"/>, in little memory.</summary>
public sealed class DamagedFileTests
{
    private const int RoundsPerFile = 24;
    private const long BaseBytes = 4 << 20;

    public static TheoryData<string> Files => Reference.Find("checkpoints/good") is string folder
        ? [.. new DirectoryInfo(folder).GetFiles().Select(file => file.Name).Where(name => name != "index.json" && !name.EndsWith(".gguf", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_damage_never_does_more_than_refuse(string file)
    {
        byte[] good = File.ReadAllBytes(Reference.Path($"checkpoints/good/{file}"));
        using var folder = new TemporaryFolder();
        string path = folder.File(file);
        for (int seed = 0; seed < RoundsPerFile; seed++)
        {
            byte[] damaged = Damage(good, new Random(seed));
            File.WriteAllBytes(path, damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? exception = Record.Exception(() => OpenAll(path));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(exception is null or CheckpointException, $"seed {seed}: {exception}");
            Assert.True(allocated < BaseBytes + 100 * damaged.Length, $"seed {seed}: {allocated} bytes were allocated for a file of {damaged.Length}");
        }
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] bytes = [.. good];
        switch (random.Next(3))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                int start = random.Next(bytes.Length), length = random.Next(1, Math.Min(64, bytes.Length - start) + 1);
                random.NextBytes(bytes.AsSpan(start, length));
                return bytes;
            default:
                for (int flips = random.Next(1, 9); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }

    private static void OpenAll(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        CheckpointDescription.Of(checkpoint);
        foreach (StoredTensor tensor in checkpoint.Tensors.Values)
        {
            using WeightBytes bytes = tensor.Open();
        }
    }
}
