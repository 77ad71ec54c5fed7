using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Scripts;

public sealed class XyzValuesTests
{
    [Theory]
    [InlineData("Steps", "1-5", "1 2 3 4 5")]
    [InlineData("Steps", "1-5 (+2), 9", "1 3 5 9")]
    [InlineData("Steps", "10-1(-3)", "10 7 4")]
    [InlineData("Steps", "1-10 [4]", "1 4 7 10")]
    [InlineData("CFG Scale", "3, 7.5", "3 7.5")]
    [InlineData("CFG Scale", "1-2 (+0.5)", "1 1.5 2")]
    [InlineData("CFG Scale", "5-9 [2]", "5 9")]
    [InlineData("Prompt S/R", "a, \"b, c\" ,d", "a b, c d")]
    public void Values_are_read_as_webui_reads_them(string axis, string text, string expected)
    {
        IReadOnlyList<object> values = XyzValues.Parse("X", XyzAxes.Find(axis, txt2Img: true), text);
        Assert.Equal(expected, string.Join(' ', values.Select(value => FormattableString.Invariant($"{value}"))));
    }

    [Theory]
    [InlineData("Steps", "3, q", "q")]
    [InlineData("Steps", "", "no values")]
    [InlineData("CFG Scale", "NaN", "NaN")]
    [InlineData("CFG Scale", "1-2 (+0)", "1-2 (+0)")]
    [InlineData("Seed", "1-999999999", "1-999999999")]
    public void A_bad_value_is_refused_with_its_axis(string axis, string text, string said)
    {
        GenerationException refusal = Assert.Throws<GenerationException>(() => XyzValues.Parse("Y", XyzAxes.Find(axis, txt2Img: true), text));
        Assert.Contains($"Y ({axis})", refusal.Message);
        Assert.Contains(said, refusal.Message);
    }

    [Theory]
    [InlineData("Face restore", "False, GFPGAN", "no face restoration is installed, so it can only be False")]
    [InlineData("FP8 mode", "Disable, Enable", "weights are kept as precisely as the file has them, so it can only be Disable, or Enable for SDXL, which does nothing for Stable Diffusion 1")]
    [InlineData("[Hypertile] Unet First pass Enabled", "False, True", "attention always sees the whole picture: Hypertile is not built, so it can only be False")]
    [InlineData("[Hypertile] VAE Swap Size", "3", "attention always sees the whole picture: Hypertile is not built")]
    public void What_is_not_built_is_refused_in_words(string axis, string values, string reason)
    {
        var plot = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find(axis, txt2Img: true), values) };
        GenerationException refusal = Assert.Throws<GenerationException>(() => plot.Run(new GenerationRequest(), NeverRun));
        Assert.Equal($"X/Y/Z plot: X ({axis}) has the value '{values.Split(", ")[^1]}': {reason}.", refusal.Message);
    }

    [Theory]
    [InlineData("Face restore", "False")]
    [InlineData("FP8 mode", "Enable for SDXL")]
    [InlineData("[Hypertile] Unet Second pass Enabled", "False")]
    public void What_is_off_anyway_may_be_off(string axis, string value)
    {
        XyzAxis found = XyzAxes.Find(axis, txt2Img: false);
        Assert.Null(found.Refuses!(new GenerationRequest(), value));
        var request = new GenerationRequest();
        Assert.Same(request, found.Apply(request, value, [value]));
    }

    [Fact]
    public void All_orders_come_in_their_order()
    {
        IReadOnlyList<object> values = XyzValues.Parse("X", XyzAxes.Find("Prompt order", txt2Img: true), "a,b,c");
        Assert.Equal("abc acb bac bca cab cba", string.Join(' ', values.Select(value => string.Concat((string[])value))));
    }

    [Fact]
    public void An_axis_has_webuis_number_on_each_tab()
    {
        Assert.Equal("CFG Scale", XyzAxes.OfTab(txt2Img: false)[5].Label);
        Assert.Equal("Schedule type", XyzAxes.OfTab(txt2Img: false)[16].Label);
        Assert.Equal("Hires steps", XyzAxes.OfTab(txt2Img: true)[5].Label);
        Assert.Equal("[Hypertile] Unet First pass Enabled", XyzAxes.OfTab(txt2Img: true)[Array.IndexOf(Labels, "Size") + 1].Label);
        Assert.Equal(Labels, XyzAxes.OfTab(txt2Img: true).Take(Labels.Length).Select(axis => axis.Label));
    }

    /// <summary>webui.md 11: txt2img's axes in their order, up to Hypertile's.</summary>
    private static readonly string[] Labels =
    [
        "Nothing", "Seed", "Var. seed", "Var. strength", "Steps", "Hires steps", "CFG Scale", "Prompt S/R", "Prompt order", "Sampler", "Hires sampler", "Checkpoint name",
        "Negative Guidance minimum sigma", "Sigma Churn", "Sigma min", "Sigma max", "Sigma noise", "Schedule type", "Schedule min sigma", "Schedule max sigma", "Schedule rho",
        "Beta schedule alpha", "Beta schedule beta", "Eta", "Clip skip", "Denoising", "Initial noise multiplier", "Extra noise", "Hires upscaler", "VAE", "Styles", "UniPC Order", "Face restore",
        "Token merging ratio", "Token merging ratio high-res", "Always discard next-to-last sigma", "SGM noise multiplier", "Refiner checkpoint", "Refiner switch at", "RNG source", "FP8 mode", "Size",
    ];

    private static ScriptRun NeverRun => new((_, _, _) => Assert.Fail("A picture was made."), new RecordingObserver());
}
