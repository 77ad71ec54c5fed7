using System.Text.Json;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>A wrong command line is answered with one sentence on standard error and exit code 2; nothing is done.</summary>
public sealed class UsageErrorTests
{
    [Fact]
    public async Task An_option_of_another_command_is_named_with_that()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("txt2img", "--mask", "mask.png");
        Assert.Equal((2, "palimpsest: txt2img has no --mask: that is an option of img2img. See 'palimpsest txt2img --help'.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("--sampler", "DPM 2M", "--sampler: unknown sampler 'DPM 2M': did you mean 'DPM++ 2M'?")]
    [InlineData("--sampler", "euler b", "--sampler: unknown sampler 'euler b': did you mean 'Euler a'?")]
    [InlineData("--scheduler", "Karass", "--scheduler: unknown scheduler 'Karass': did you mean 'Karras'?")]
    [InlineData("--steps", "0", "--steps is '0'; it must be a whole number from 1 to 1000.")]
    [InlineData("--steps", "1.5", "--steps is '1.5'; it must be a whole number from 1 to 1000.")]
    [InlineData("--steps", "99999999999999999999", "--steps is '99999999999999999999'; it must be a whole number from 1 to 1000.")]
    [InlineData("--denoise", "1.01", "--denoise is '1.01'; it must be a number from 0 to 1.")]
    [InlineData("--denoise", "NaN", "--denoise is 'NaN'; it must be a number from 0 to 1.")]
    [InlineData("--cfg", "-1", "--cfg is '-1'; it must be a number from 0 to 100.")]
    [InlineData("--seed", "-2", "--seed is '-2'; it must be a whole number from -1 to 9223372036854775807.")]
    [InlineData("--width", "1000000", "--width is '1000000'; it must be a whole number from 64 to 8192.")]
    [InlineData("--resize-mode", "stretch", "--resize-mode is 'stretch'; it must be just, crop, fill or latent, or webui's 0 to 3.")]
    [InlineData("--memory", "lots", "--memory is 'lots'; it must be a size of at least 100MB, for example 6GB or 800MB.")]
    [InlineData("--rng", "gpu", "--rng is 'gpu'; it must be cpu or nv.")]
    [InlineData("--quality", "101", "--quality is '101'; it must be a whole number from 1 to 100.")]
    [InlineData("--set", "eta=1", "--set: there is no option 'eta'; did you mean 'rho'?")]
    [InlineData("--set", "eta_ddim", "--set is 'eta_ddim'; it must be name=value, for example --set eta_ancestral=0.5.")]
    [InlineData("--set", "eta_ddim=x", "--set eta_ddim is 'x'; it must be a number from 0 to 1.")]
    [InlineData("--set", "s_noise=NaN", "--set s_noise is 'NaN'; it must be a number from 0 to 1.1.")]
    [InlineData("--churn", "-1", "--churn is '-1'; it must be a number from 0 to 100.")]
    [InlineData("--unipc-variant", "bh4", "--unipc-variant is 'bh4'; it must be bh1, bh2 or vary_coeff.")]
    [InlineData("--subseed-strength", "2", "--subseed-strength is '2'; it must be a number from 0 to 1.")]
    [InlineData("--seed-resize-from", "512", "--seed-resize-from is '512'; it must be a size like 512x768, each side from 8 to 16384.")]
    [InlineData("--format", "webp", "--format is 'webp'; it must be png, jpg or jpeg.")]
    [InlineData("--existing", "ask", "--existing is 'ask'; it must be replace or keep.")]
    [InlineData("--preview-method", "nn", "--preview-method is 'nn'; it must be cheap, taesd or full.")]
    [InlineData("--png-info", "Sed", "--png-info is 'Sed'; did you mean 'Seed'?")]
    [InlineData("--resize-by", "NaN", "--resize-by is 'NaN'; it must be a number from 0.05 to 4.")]
    [InlineData("--promt", "x", "There is no option '--promt'; did you mean '--prompt'?")]
    public async Task A_wrong_option_is_named_with_what_is_allowed(string option, string value, string message)
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "photo.png", "--model", "model.safetensors", option, value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"palimpsest: {message} See 'palimpsest img2img --help'.", result.Error.Trim());
    }

    [Fact]
    public async Task An_unknown_command_is_answered_with_the_nearest_one()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("imgtoimg");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal("palimpsest: There is no command 'imgtoimg'; did you mean 'img2img'? See 'palimpsest --help'.", result.Error.Trim());
    }

    [Theory]
    [InlineData("img2img", "--model", "m.safetensors")]
    [InlineData("info")]
    public async Task What_is_missing_is_named(params string[] arguments)
    {
        CommandResult result = await PalimpsestCommand.RunAsync(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches("^palimpsest: Required argument '(picture|file)' missing.*\n$", result.Error);
    }

    [Fact]
    public async Task A_format_that_cannot_be_written_is_refused_before_anything_is_done()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("model.safetensors", "");
        CommandResult result = await PalimpsestCommand.RunAsync("txt2img", "--model", model, "--output", "out.gif");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the name must end in .png, .jpg or .jpeg", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_error_is_a_document_too()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("txt2img", "--model", "m", "--steps", "0", "--json");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(2, document.GetProperty("exit_code").GetInt32());
        Assert.StartsWith("--steps is '0'", document.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
