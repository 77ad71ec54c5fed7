using System.IO.Compression;
using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class SyntheticCheckpointTests
{
    [Theory]
    [InlineData("sd15", "sd15")]
    [InlineData("sd15-inpainting", "sd15-inpainting")]
    [InlineData("instruct-pix2pix", "instruct-pix2pix")]
    [InlineData("tiny-sd1", "tiny-sd1")]
    [InlineData("tiny-sd1-half", "tiny-sd1")]
    [InlineData("tiny-sd1-inpaint", "tiny-sd1-inpaint")]
    [InlineData("tiny-pix2pix", "tiny-pix2pix")]
    [InlineData("tiny-sd2", "tiny-sd2")]
    [InlineData("tiny-sdxl", "tiny-sdxl")]
    public void Keys_and_shapes_are_the_real_architectures(string name, string manifest)
    {
        using var stream = new GZipStream(File.OpenRead(Reference.Path($"models/manifests/{manifest}.json.gz")), CompressionMode.Decompress);
        string[] expected = [.. JsonDocument.Parse(stream).RootElement.GetProperty("keys").EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(',', entry[1].EnumerateArray().Select(size => size.GetInt32()))}]")
            .Order(StringComparer.Ordinal)];
        Assert.Equal(expected, SyntheticCheckpoint.Tensors(name).Select(tensor => $"{tensor.Name} [{string.Join(',', tensor.Shape)}]").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tiny-sd1-half")]
    public void Small_files_are_the_reference_checkpoints_byte_for_byte(string name) => RequireReferenceHash(name);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sd1-inpaint")]
    [InlineData("tiny-sd2")]
    [InlineData("tiny-sdxl")]
    public void Large_files_are_the_reference_checkpoints_byte_for_byte(string name) => RequireReferenceHash(name);

    [Fact]
    public void An_unknown_architecture_is_answered_with_the_known_ones()
    {
        var exception = Assert.Throws<CheckpointException>(() => SyntheticCheckpoint.Write("sd9", "never"));
        Assert.Contains("sd15", exception.Message);
        Assert.False(File.Exists("never"));
    }

    [Fact]
    public void Cancelling_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var cancelAtOnce = new Callback(_ => cancellation.Cancel());
        Assert.Throws<OperationCanceledException>(
            () => SyntheticCheckpoint.Write("tiny-sd1-half", folder.File("x.safetensors"), null, cancelAtOnce, cancellation.Token));
        Assert.Empty(folder.Files);
    }

    private static void RequireReferenceHash(string name)
    {
        JsonElement expected = Reference.Json("pictures/checkpoints.json").GetProperty("checkpoints").GetProperty(name);
        using var folder = new TemporaryFolder();
        string path = folder.File(expected.GetProperty("file").GetString()!);
        SyntheticCheckpoint.Write(name, path);
        Assert.Equal(expected.GetProperty("sha256").GetString(), FileHash.Sha256(path));
    }

    private sealed class Callback(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
