using System.Text.Json;

namespace Palimpsest.EndToEnd.Tests;

public sealed class ModelsSynthTests
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task A_synthetic_checkpoint_is_what_it_was_asked_to_be()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("tiny.safetensors");
        CommandResult made = await PalimpsestCommand.RunAsync("models", "synth", "--architecture", "tiny-sd1-half", path);
        Assert.Equal((0, path, ""), (made.ExitCode, made.Output.Trim(), made.Error));

        CommandResult described = await PalimpsestCommand.RunAsync("info", path, "--json");
        JsonElement document = JsonDocument.Parse(described.Output).RootElement;
        Assert.Equal("StableDiffusion1", document.GetProperty("kind").GetString());
        Assert.Equal(4, document.GetProperty("architecture").GetProperty("input_channels").GetInt32());
        Assert.True(document.GetProperty("architecture").GetProperty("has_text_encoder").GetBoolean());
    }

    [Fact]
    public async Task An_unknown_architecture_is_answered_with_those_there_are()
    {
        using var folder = new TemporaryFolder();
        CommandResult result = await PalimpsestCommand.RunAsync("models", "synth", "--architecture", "sd9", folder.PathOf("x.safetensors"));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("choose one of tiny-sd1,", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.PathOf("x.safetensors")));
    }
}
