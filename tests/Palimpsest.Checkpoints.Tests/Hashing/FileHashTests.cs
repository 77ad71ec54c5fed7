using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class FileHashTests
{
    private static readonly JsonElement Rules = Reference.Find("checkpoints/rules.json") is string path ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : default;

    public static TheoryData<string, int> CheckpointFiles => Rows("checkpoint_hash", file => (Text(file, "file"), file.GetProperty("size").GetInt32()));

    public static TheoryData<string> NetworkFiles => Names("network_hash");

    [Theory]
    [MemberData(nameof(CheckpointFiles))]
    public void Checkpoint_hashes_are_webuis(string file, int size)
    {
        JsonElement expected = Entry("checkpoint_hash", file);
        using var folder = new TemporaryFolder();
        string path = folder.File(file);
        File.WriteAllBytes(path, [.. Enumerable.Range(0, size).Select(i => (byte)(31 * i + 7 + (i >> 8)))]);
        var reported = new List<double>();
        string hash = FileHash.Sha256(path, new Recorder(reported));
        Assert.Equal(Text(expected, "sha256"), hash);
        Assert.Equal(Text(expected, "short_10"), hash[..FileHash.CheckpointDigits]);
        Assert.Equal(Text(expected, "old_8"), FileHash.Legacy(path));
        Assert.Equal(1, reported[^1]);
        Assert.Equal(reported.Order(), reported);
    }

    [Fact]
    public void The_legacy_hash_of_a_missing_file_is_NOFILE() =>
        Assert.Equal(Rules.GetProperty("checkpoint_hash").GetProperty("missing_file_old_hash").GetString(), FileHash.Legacy("/nowhere/at all.ckpt"));

    [Theory]
    [MemberData(nameof(NetworkFiles))]
    public void Network_hashes_skip_the_header(string file)
    {
        JsonElement expected = Entry("network_hash", file);
        string path = Reference.Path($"checkpoints/{file}");
        Assert.Equal(Text(expected, "sha256_whole_file"), FileHash.Sha256(path));
        Assert.Equal(Text(expected, "sha256_after_header"), FileHash.AfterHeader(path));
        Assert.Equal(Text(expected, "short_12"), FileHash.AfterHeader(path)[..FileHash.NetworkDigits]);
    }

    [Fact]
    public void A_hash_in_the_metadata_wins()
    {
        string path = Reference.Path("checkpoints/net-meta.safetensors");
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.Equal(checkpoint.Metadata["sshs_model_hash"], FileHash.Network(path));
        string plain = Reference.Path("checkpoints/net-no-meta.safetensors");
        Assert.Equal(FileHash.AfterHeader(plain), FileHash.Network(plain));
    }

    [Fact]
    public void Hashing_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => FileHash.Sha256(Reference.Path("checkpoints/rules.json"), null, cancellation.Token));
    }

    private static TheoryData<string, int> Rows(string section, Func<JsonElement, (string, int)> row) => new(Elements(section).Select(row));

    private static TheoryData<string> Names(string section) => [.. Elements(section).Select(file => Text(file, "file"))];

    private static JsonElement[] Elements(string section) =>
        Rules.ValueKind == JsonValueKind.Undefined ? [] : [.. Rules.GetProperty(section).GetProperty("files").EnumerateArray()];

    private static JsonElement Entry(string section, string file) => Elements(section).Single(entry => Text(entry, "file") == file);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private sealed class Recorder(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }
}
