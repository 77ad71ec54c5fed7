using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Tests.WebUIApi.Scripts;

public sealed class ScriptReaderTests
{
    [Theory]
    [InlineData("CLIP")]
    [InlineData("DeepBooru")]
    public void Captions_between_loops_are_refused_in_words(string interrogator)
    {
        StudioRequestException refusal = Refused("Loopback", 4, 0.5, "Linear", interrogator);
        Assert.Equal("script_args[3] of 'loopback' asks for captions, but no interrogator is installed: send None.", refusal.Message);
        Assert.IsType<Loopback>(ScriptReader.Read("Loopback", [4, 0.5, "Linear", "None"], txt2Img: false));
    }

    [Theory]
    [InlineData("loopback", "script_args[0] of 'loopback' (Loops) is \"many\", but must be a number.", "many")]
    [InlineData("loopback", "script_args[2] of 'loopback' (Denoising strength curve) is \"Steep\", but must be one of Aggressive, Linear, Lazy, or its number from 0.", 4, 0.5, "Steep")]
    [InlineData("sd upscale", "script_args[1] of 'sd upscale' (Tile overlap) is true, but must be a number.", "", true)]
    [InlineData("prompt matrix", "script_args[0] of 'prompt matrix' (Put variable parts at start of prompt) is \"yes\", but must be true or false.", "yes")]
    [InlineData("outpainting mk2", "script_args[3] of 'outpainting mk2' (Outpainting direction) is 1, but must be a list of texts.", "", 128, 8, 1)]
    [InlineData("x/y/z plot", "script_args[1] of 'x/y/z plot' (X values) is 3, but must be a text.", 6, 3)]
    public void An_argument_of_the_wrong_kind_is_named(string script, string message, params object[] arguments) => Assert.Equal(message, Refused(script, arguments).Message);

    [Fact]
    public void Axes_are_told_by_webuis_numbers_and_names()
    {
        var byNumber = (XyzPlot)ScriptReader.Read("X/Y/Z plot", [6, "3, 7"], txt2Img: true)!;
        var byName = (XyzPlot)ScriptReader.Read("X/Y/Z plot", ["CFG Scale", "3, 7"], txt2Img: true)!;
        Assert.Equal(("CFG Scale", "3, 7"), (byNumber.X.Axis.Label, byNumber.X.Values));
        Assert.Equal(byNumber.X, byName.X);
        Assert.Equal("VAE", ((XyzPlot)ScriptReader.Read("X/Y/Z plot", ["vae", "None, x.pt"], txt2Img: false)!).X.Axis.Label);
    }

    private static StudioRequestException Refused(string script, params object[] arguments) => Assert.Throws<StudioRequestException>(
        () => ScriptReader.Read(script, [.. arguments.Select(argument => JsonValue.Create(argument))], txt2Img: false));
}
