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

    [Fact]
    public async Task An_adapter_tells_its_layers_rank_and_words()
    {
        using var folder = new TemporaryFolder();
        string header = """{"__metadata__":{"ss_sd_model_name":"base.ckpt","ss_tag_frequency":"{\"set\":{\"cat\":2,\"sks\":9}}"},"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight":{"dtype":"F32","shape":[2,8],"data_offsets":[0,64]},"lora_unet_mid_block_attentions_0_proj_in.lora_up.weight":{"dtype":"F32","shape":[8,2],"data_offsets":[64,128]},"lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight":{"dtype":"F32","shape":[4,2],"data_offsets":[128,160]},"lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[160,192]}}""";
        byte[] bytes = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        File.WriteAllBytes(folder.PathOf("lora.safetensors"), [.. length, .. bytes, .. new byte[192]]);

        CommandResult result = await PalimpsestCommand.RunAsync("info", folder.PathOf("lora.safetensors"), "--json");

        JsonElement adapter = JsonDocument.Parse(result.Output).RootElement.GetProperty("adapter");
        Assert.Equal((1, 1), (adapter.GetProperty("unet_layers").GetInt32(), adapter.GetProperty("text_encoder_layers").GetInt32()));
        Assert.Equal([2, 4], adapter.GetProperty("ranks").EnumerateArray().Select(rank => rank.GetInt32()));
        Assert.Equal("base.ckpt", adapter.GetProperty("base_model").GetString());
        Assert.Equal(["sks", "cat"], adapter.GetProperty("trigger_words").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(2, adapter.GetProperty("kinds").GetProperty("Lora").GetInt32());
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
