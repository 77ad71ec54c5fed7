using Palimpsest.Diffusion.Generation;
using Palimpsest.Studio.Components.State;

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
}
