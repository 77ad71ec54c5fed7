namespace Palimpsest.EndToEnd.Tests;

/// <summary>What cannot be done is answered with one sentence and exit code 1, and no stack trace.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_picture_that_does_not_exist_is_named_with_the_folder_it_was_looked_for_in()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "no-such-photo.jpg", "--model", "no-such-model.safetensors");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal($"palimpsest: The picture 'no-such-photo.jpg' does not exist in '{Environment.CurrentDirectory}'; check the name.", result.Error.Trim());
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_named()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("txt2img", "--model", "no-such-model.safetensors", "--prompt", "@a [b:c:0.5] (d:1.2)");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("palimpsest: The model 'no-such-model.safetensors' does not exist", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Euler a")]
    [InlineData("dpm++ 2m karras")]
    [InlineData("DPM++ 2M SDE SGM Uniform")]
    [InlineData("DDIM CFG++")]
    public async Task Samplers_are_known_in_any_case_and_with_a_schedulers_name_behind(string sampler)
    {
        CommandResult result = await PalimpsestCommand.RunAsync("txt2img", "--model", "no-such-model.safetensors", "--sampler", sampler);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not exist", result.Error, StringComparison.Ordinal);
    }
}
