using System.IO.Compression;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

/// <summary>Good files, cut and changed at random: whatever comes of it, it is a checkpoint or a <see cref="CheckpointException"/>, in little memory.</summary>
public sealed class DamagedFileTests
{
    private const int RoundsPerFile = 24, LongRoundsPerFile = 10 * RoundsPerFile;
    private const long BaseBytes = 4 << 20;

    public static TheoryData<string> Files => Reference.Find("checkpoints/good") is string folder
        ? [.. new DirectoryInfo(folder).GetFiles().Select(file => file.Name).Where(name => name != "index.json" && !name.EndsWith(".gguf", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    public static TheoryData<string> Archives => [.. Files.Select(row => row.Data).Where(name => name.StartsWith("zip-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_damage_never_does_more_than_refuse(string file) => Attack(file, 0, RoundsPerFile, Damage);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Files))]
    public void Much_random_damage_never_does_more_than_refuse(string file) => Attack(file, RoundsPerFile, LongRoundsPerFile, Damage);

    /// <summary>An archive's checksums hide its pickle from random damage, so this one repairs them.</summary>
    [Theory]
    [MemberData(nameof(Archives))]
    public void A_damaged_pickle_in_a_sound_archive_never_does_more_than_refuse(string file)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File(file), WithPickle(File.ReadAllBytes(Reference.Path($"checkpoints/good/{file}")), pickle => pickle));
        OpenAll(folder.File(file));
        Attack(file, 0, RoundsPerFile, DamagePickle);
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Archives))]
    public void A_much_damaged_pickle_in_a_sound_archive_never_does_more_than_refuse(string file) => Attack(file, RoundsPerFile, LongRoundsPerFile, DamagePickle);

    private static void Attack(string file, int firstSeed, int rounds, Func<byte[], Random, byte[]> damage)
    {
        byte[] good = File.ReadAllBytes(Reference.Path($"checkpoints/good/{file}"));
        using var folder = new TemporaryFolder();
        string path = folder.File(file);
        for (int seed = firstSeed; seed < firstSeed + rounds; seed++)
        {
            byte[] damaged = damage(good, new Random(seed));
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

    private static byte[] DamagePickle(byte[] good, Random random) => WithPickle(good, pickle => Damage(pickle, random));

    private static byte[] WithPickle(byte[] good, Func<byte[], byte[]> change)
    {
        using var bytes = new MemoryStream();
        bytes.Write(good);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.Entries.Single(entry => entry.Name == "data.pkl");
            using var pickle = new MemoryStream();
            using (Stream stored = entry.Open())
            {
                stored.CopyTo(pickle);
            }

            string name = entry.FullName;
            entry.Delete();
            using Stream changed = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            changed.Write(change(pickle.ToArray()));
        }

        return bytes.ToArray();
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
