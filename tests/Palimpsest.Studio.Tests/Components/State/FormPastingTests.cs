using Palimpsest.Diffusion.Generation;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class FormPastingTests
{
    private const string Inpainted = """
        watercolor, light smile
        Negative prompt: lowres
        Steps: 31, Sampler: DPM++ SDE, Schedule type: Exponential, CFG scale: 11, Seed: 42, Size: 640x768, Model hash: 0123456789, Model: portraits, Variation seed: 7, Variation seed strength: 0.25, Denoising strength: 0.65, Mask blur: 9, Inpaint area: Only masked, Masked area padding: 48, Mask mode: Inpaint not masked, Masked content: fill
        """;

    [Fact]
    public void What_is_written_is_set()
    {
        var form = new StudioForm { Styles = ["old"] };
        FormPasting.Paste(form, Inpainted);

        Assert.Equal(("watercolor, light smile", "lowres", 31), (form.Prompt, form.NegativePrompt, form.Steps));
        Assert.Equal(("DPM++ SDE", "Exponential", 11.0, 42L), (form.Sampler, form.Scheduler, form.Cfg, form.Seed));
        Assert.Equal((640, 768, 0.65, "0123456789"), (form.Width, form.Height, form.Denoising, form.Model));
        Assert.Equal((true, 7L, 0.25), (form.SeedExtras, form.Subseed, form.SubseedStrength));
        Assert.Equal((9, true, 48, true, MaskedContent.Fill), (form.MaskBlur, form.OnlyMasked, form.Padding, form.InvertsMask, form.MaskedContent));
        Assert.Empty(form.Styles);
        Assert.False(form.Hires);
    }

    [Fact]
    public void A_prompt_alone_changes_the_prompt_alone()
    {
        var form = new StudioForm { Steps = 33, Seed = 5 };
        FormPasting.Paste(form, "a red house");
        Assert.Equal(("a red house", 33, 5L), (form.Prompt, form.Steps, form.Seed));
    }

    [Fact]
    public void Hires_fix_is_set_with_its_own_strength()
    {
        var form = new StudioForm();
        FormPasting.Paste(form, "x\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512, Denoising strength: 0.4, Hires upscale: 1.5, Hires upscaler: Latent (bicubic), Hires steps: 9");
        Assert.Equal((true, 0.4, 1.5, "Latent (bicubic)", 9), (form.Hires, form.HiresDenoising, form.HiresScale, form.HiresUpscaler, form.HiresSteps));
    }

    [Fact]
    public void A_second_pass_of_its_own_is_set()
    {
        var form = new StudioForm { HiresSampler = "DDIM" };
        FormPasting.Paste(form, "x\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512, Denoising strength: 0.4, Hires upscale: 1.5, Hires checkpoint: fine, Hires schedule type: Karras, Hires prompt: y");
        Assert.Equal(("fine", "", "Karras", "y"), (form.HiresModel, form.HiresSampler, form.HiresScheduler, form.HiresPrompt));
    }

    [Fact]
    public void Networks_that_had_fields_of_their_own_come_into_the_prompt()
    {
        var form = new StudioForm();
        FormPasting.Paste(form, "x\nSteps: 20, Sampler: Euler, Seed: 1, Size: 512x512, AddNet Module 1: LoRA, AddNet Model 1: style(0a1b2c), AddNet Weight A 1: 0.7");
        Assert.Equal("x\n<lora:style:0.7>", form.Prompt);
    }

    [Fact]
    public void A_plots_picture_brings_the_plot_and_another_takes_it_away()
    {
        var form = new StudioForm();
        FormPasting.Paste(form, "x\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512, Script: X/Y/Z plot, X Type: Steps, X Values: \"4, 8\", Y Type: Schedule type, Y Values: \"Karras,Uniform\"");
        WebUIScript plot = ScriptTable.OfPage(isTxt2Img: false).Single(script => script.Name == ScriptTable.Xyz);
        var values = new ScriptValues(form, plot);
        Assert.Equal((plot.Name, "Steps", "4, 8", "Schedule type", "Nothing"), (form.Script, values.Text(0), values.Text(1), values.Text(3), values.Text(6)));
        Assert.Equal(["Karras", "Uniform"], values.Texts(5));

        FormPasting.Paste(form, "x\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512");
        Assert.Equal("", form.Script);
    }
}
