namespace Palimpsest.EndToEnd.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Version_prints_the_version_alone()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("--version");
        Assert.Equal((0, "0.1.0", ""), (result.ExitCode, result.Output.Trim(), result.Error));
    }

    [Fact]
    public async Task No_command_prints_what_there_is()
    {
        CommandResult result = await PalimpsestCommand.RunAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("img2img <picture>", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("models", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("img2img")]
    [InlineData("txt2img")]
    [InlineData("info")]
    [InlineData("plan")]
    public async Task Help_of_a_command_ends_with_examples_of_it(string command)
    {
        CommandResult result = await PalimpsestCommand.RunAsync(command, "--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string examples = result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"palimpsest {command} ", examples, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_img2img_names_every_sampler_and_the_defaults_of_webuis_page()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "--help");
        string[] expected =
        [
            "DPM++ 2M SDE Heun", "Euler a", "UniPC", "Align Your Steps", "[default: 20]", "[default: 7]", "[default: 0.75]", "[default: what the model names as its own, else 512]", "[default: DPM++ 2M]",
        ];
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("img2img")]
    [InlineData("txt2img")]
    public async Task Every_setting_of_webui_can_be_set_under_its_own_name(string command)
    {
        CommandResult result = await PalimpsestCommand.RunAsync(command, "--help");
        string[] expected = ["s_churn", "uni_pc_order", "[default: bh1]", "sd_noise_schedule", "Zero Terminal SNR", "use_old_karras_scheduler_sigmas", "0 to 1.1"];
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }
}
