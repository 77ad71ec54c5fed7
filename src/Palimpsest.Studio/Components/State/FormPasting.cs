using System.Globalization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Components.State;

/// <summary>Fills a page from an infotext, as webui's "send to" and its paste button do (webui.md 14.9).</summary>
public static class FormPasting
{
    /// <summary>What the infotext says is set; what it does not say stays.</summary>
    public static void Paste(StudioForm form, string infotext)
    {
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext);
        AdditionalNetworks.MoveIntoPrompt(fields);
        form.Prompt = Text(fields, "Prompt") ?? form.Prompt;
        form.NegativePrompt = Text(fields, "Negative prompt") ?? form.NegativePrompt;
        form.Styles = [];
        if (Text(fields, "Steps") is null && Text(fields, "Seed") is null)
        {
            return; // a prompt alone
        }

        form.Steps = Whole(fields, "Steps", form.Steps);
        (Sampler sampler, Diffusion.Schedules.Scheduler scheduler) = SamplerCatalog.Resolve(Text(fields, "Sampler") ?? form.Sampler, Text(fields, "Schedule type"));
        (form.Sampler, form.Scheduler) = (sampler.Name, scheduler.Label);
        form.Cfg = Real(fields, "CFG scale", form.Cfg);
        form.ImageCfg = Real(fields, "Image CFG scale", form.ImageCfg);
        form.Seed = long.TryParse(Text(fields, "Seed"), CultureInfo.InvariantCulture, out long seed) ? seed : form.Seed;
        (form.Width, form.Height, form.ResizesBy) = (Whole(fields, "Size-1", form.Width), Whole(fields, "Size-2", form.Height), false);
        form.Tiling = fields.ContainsKey("Tiling");
        form.Model = Text(fields, "Model hash") ?? Text(fields, "Model") ?? form.Model;
        PasteSeedExtras(form, fields);
        PasteInpainting(form, fields);
        PasteHires(form, fields);
        PasteScript(form, fields);
        form.Refiner = Text(fields, "Refiner") ?? "";
        form.RefinerSwitch = Real(fields, "Refiner switch at", form.RefinerSwitch);
    }

    private static void PasteSeedExtras(StudioForm form, OrderedDictionary<string, object> fields)
    {
        form.Subseed = long.TryParse(Text(fields, "Variation seed"), CultureInfo.InvariantCulture, out long subseed) ? subseed : -1;
        form.SubseedStrength = Real(fields, "Variation seed strength", 0);
        (form.SeedWidth, form.SeedHeight) = (Whole(fields, "Seed resize from-1", 0), Whole(fields, "Seed resize from-2", 0));
        form.SeedExtras = fields.ContainsKey("Variation seed") || form.SeedWidth > 0;
    }

    private static void PasteInpainting(StudioForm form, OrderedDictionary<string, object> fields)
    {
        form.Denoising = Real(fields, "Denoising strength", form.Denoising);
        form.MaskBlur = Whole(fields, "Mask blur", form.MaskBlur);
        form.InvertsMask = Text(fields, "Mask mode") == "Inpaint not masked";
        form.OnlyMasked = Text(fields, "Inpaint area") == "Only masked";
        form.Padding = Whole(fields, "Masked area padding", form.Padding);
        form.MaskedContent = Text(fields, "Masked content") switch
        {
            "fill" => MaskedContent.Fill,
            "latent noise" => MaskedContent.LatentNoise,
            "latent nothing" => MaskedContent.LatentNothing,
            _ => MaskedContent.Original,
        };
    }

    /// <summary>Unlike webui, img2img's texts, which have a strength too, do not turn hires fix on.</summary>
    private static void PasteHires(StudioForm form, OrderedDictionary<string, object> fields)
    {
        form.Hires = fields.ContainsKey("Hires upscale") || fields.ContainsKey("Hires upscaler");
        form.HiresDenoising = form.Hires ? form.Denoising : form.HiresDenoising;
        form.HiresScale = Real(fields, "Hires upscale", form.HiresScale);
        form.HiresUpscaler = Text(fields, "Hires upscaler") ?? form.HiresUpscaler;
        form.HiresSteps = Whole(fields, "Hires steps", 0);
        (form.HiresWidth, form.HiresHeight) = (Whole(fields, "Hires resize-1", 0), Whole(fields, "Hires resize-2", 0));
        form.HiresModel = Other(fields, "Hires checkpoint", "Use same checkpoint");
        form.HiresSampler = Other(fields, "Hires sampler", "Use same sampler");
        form.HiresScheduler = Other(fields, "Hires schedule type", "Use same scheduler");
        (form.HiresPrompt, form.HiresNegativePrompt) = (Text(fields, "Hires prompt") ?? "", Text(fields, "Hires negative prompt") ?? "");
    }

    /// <summary>"" where the second pass has the first one's.</summary>
    private static string Other(OrderedDictionary<string, object> fields, string key, string same) => Text(fields, key) is string name && name != same ? name : "";

    /// <summary>A plot's picture brings the plot; other scripts do not write their names.</summary>
    private static void PasteScript(StudioForm form, OrderedDictionary<string, object> fields)
    {
        WebUIScript plot = ScriptTable.OfPage(isTxt2Img: true).First(script => script.Name == ScriptTable.Xyz);
        form.Script = Text(fields, "Script") == plot.Title ? plot.Name : "";
        if (form.Script.Length == 0)
        {
            return;
        }

        var values = new ScriptValues(form, plot);
        foreach ((int first, string letter) in new[] { (0, "X"), (3, "Y"), (6, "Z") })
        {
            string text = Text(fields, $"{letter} Values") ?? "";
            values.Set(first, Text(fields, $"{letter} Type") ?? "Nothing");
            values.Set(first + 1, text);
            values.Set(first + 2, XyzValuesGiven.Items(text));
        }
    }

    private static string? Text(OrderedDictionary<string, object> fields, string key) =>
        fields.TryGetValue(key, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static int Whole(OrderedDictionary<string, object> fields, string key, int otherwise) =>
        int.TryParse(Text(fields, key), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static double Real(OrderedDictionary<string, object> fields, string key, double otherwise) =>
        double.TryParse(Text(fields, key), CultureInfo.InvariantCulture, out double number) ? number : otherwise;
}
