namespace Palimpsest.Checkpoints.Tests;

public sealed class HashCacheTests
{
    private static readonly DateTime Morning = new(2024, 5, 1, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_known_file_is_not_read_again()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, "a.ckpt", "first", Morning);
        string hash = Cache(folder).Sha256(file);
        Assert.Equal(FileHash.Sha256(file), hash);

        // Same length and time, other content: only a cache can give the old answer.
        Write(folder, "a.ckpt", "other", Morning);
        Assert.Equal(hash, Cache(folder).Sha256(file));
        Assert.Equal(hash, Cache(folder).FindSha256(file));
    }

    [Fact]
    public void A_changed_file_is_hashed_again()
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, "a.ckpt", "first", Morning);
        Cache(folder).Sha256(file);
        Write(folder, "a.ckpt", "other", Morning.AddSeconds(1));
        Assert.Null(Cache(folder).FindSha256(file));
        Assert.Equal(FileHash.Sha256(file), Cache(folder).Sha256(file));
        Write(folder, "a.ckpt", "longer than before", Morning.AddSeconds(1));
        Assert.Equal(FileHash.Sha256(file), Cache(folder).Sha256(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"sha256/")]
    [InlineData("[1, 2]")]
    [InlineData("null")]
    [InlineData("{\"x\": null}")]
    public void A_damaged_cache_is_ignored_and_rebuilt(string damage)
    {
        using var folder = new TemporaryFolder();
        string file = Write(folder, "a.ckpt", "first", Morning);
        File.WriteAllText(folder.File("hashes.json"), damage);
        string hash = Cache(folder).Sha256(file);
        Assert.Equal(FileHash.Sha256(file), hash);
        Assert.Equal(hash, Cache(folder).FindSha256(file));
    }

    [Fact]
    public void Many_writers_never_leave_a_damaged_cache()
    {
        using var folder = new TemporaryFolder();
        string[] files = [.. Enumerable.Range(0, 20).Select(i => Write(folder, $"{i}.ckpt", $"content {i}", Morning))];
        Parallel.ForEach(files, file => Assert.Equal(FileHash.Sha256(file), Cache(folder).Sha256(file)));
        Assert.Contains(files, file => Cache(folder).FindSha256(file) is not null);
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static HashCache Cache(TemporaryFolder folder) => new(folder.File("hashes.json"));

    private static string Write(TemporaryFolder folder, string name, string content, DateTime time)
    {
        string path = folder.File(name);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, time);
        return path;
    }
}
