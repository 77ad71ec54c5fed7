using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

public sealed class InfoTests
{
    [Fact]
    public async Task A_weight_file_is_described()
    {
        using var folder = new TemporaryFolder();
        string path = WriteWeights(folder, "weights.safetensors");
        CommandResult result = await PalimpsestCommand.RunAsync("info", path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("weights.safetensors is a file of unknown kind.", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 with 2 numbers", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weight_file_is_described_for_programs_too()
    {
        using var folder = new TemporaryFolder();
        string path = WriteWeights(folder, "weights.safetensors");
        CommandResult result = await PalimpsestCommand.RunAsync("info", path, "--json", "--hash");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), document.GetProperty("sha256").GetString());
        Assert.Equal("Unknown", document.GetProperty("kind").GetString());
        Assert.Equal(2, document.GetProperty("parameters").GetInt64());
        Assert.Equal("F32", document.GetProperty("types")[0].GetProperty("type").GetString());
        Assert.Equal("grün", document.GetProperty("metadata").GetProperty("colour").GetString());
        Assert.Contains("grün", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images/webui/save/api-ascii.png")]
    [InlineData("images/webui/save/api-ascii.jpg")]
    public async Task A_picture_tells_how_it_was_made(string picture)
    {
        CommandResult result = await PalimpsestCommand.RunAsync("info", Reference.Path(picture), "--json");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal((16, 12), (document.GetProperty("width").GetInt32(), document.GetProperty("height").GetInt32()));
        Assert.Equal("a cat, (masterpiece:1.2)", document.GetProperty("parameters").GetProperty("Prompt").GetString());
        Assert.Equal("Euler a", document.GetProperty("parameters").GetProperty("Sampler").GetString());
        Assert.Contains("Steps: 20", document.GetProperty("infotext").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photo.png", "this is no picture")]
    [InlineData("photo.webp", "RIFF....WEBPVP8 ")]
    [InlineData("model.safetensors", "<!DOCTYPE html>")]
    [InlineData("model.ckpt", "")]
    [InlineData("notes.txt", "# notes")]
    public async Task A_file_of_another_kind_is_named_and_explained(string name, string content)
    {
        using var folder = new TemporaryFolder();
        CommandResult result = await PalimpsestCommand.RunAsync("info", folder.Write(name, content));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches($"^palimpsest: .*{name}: .+\n$", result.Error);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The smallest useful safetensors file: one tensor of two numbers and a metadata entry.</summary>
    private static string WriteWeights(TemporaryFolder folder, string name)
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"__metadata__":{"colour":"grün"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(folder.PathOf(name), [.. length, .. header, .. new byte[8]]);
        return folder.PathOf(name);
    }
}
