using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>
/// Writes the text that pictures carry: prompt, negative prompt, and one line of parameters, letter for letter as webui 1.10.1
/// writes them, so that every program that reads webui's pictures reads ours.
/// </summary>
public static class InfotextWriter
{
    /// <summary>The infotext of one image.</summary>
    /// <param name="image">What to say of it.</param>
    /// <param name="index">Its number in the job, for extra parameters with a value for each image.</param>
    public static string Write(InfotextImage image, int index = 0)
    {
        InfotextParameters parameters = Parameters(image);
        IEnumerable<string> entries =
            from key in parameters.Keys
            let value = parameters.Get(key, index)
            where value is not null
            select key == value ? key : $"{key}: {InfotextValue.Quote(value)}";
        string negative = image.NegativePrompt.Length > 0 ? $"\nNegative prompt: {image.NegativePrompt}" : "";
        return PythonText.Strip($"{image.Prompt}{negative}\n{string.Join(", ", entries)}");
    }

    /// <summary>A written infotext with further parameters where they belong: before the program's version.</summary>
    internal static string Add(string infotext, InfotextParameters extra)
    {
        string added = string.Concat(extra.Keys.Where(key => extra.Get(key) is not null).Select(key => $", {key}: {InfotextValue.Quote(extra.Get(key)!)}"));
        int version = infotext.LastIndexOf(", Version: ", StringComparison.Ordinal);
        return version < 0 ? infotext + added : infotext.Insert(version, added);
    }

    /// <summary>All parameters in webui's order.</summary>
    private static InfotextParameters Parameters(InfotextImage image)
    {
        bool hasVariation = !image.VariationSeedStrength.IsZero;
        (int seedWidth, int seedHeight) = image.SeedResizeFrom;
        var all = new InfotextParameters();
        all.Set("Steps", image.Steps);
        all.Set("Sampler", image.Sampler);
        all.Set("Schedule type", image.ScheduleType);
        all.Set("CFG scale", image.CfgScale);
        all.Set("Image CFG scale", image.ImageCfgScale);
        all.Set("Seed", image.Seed);
        all.Set("Face restoration", image.FaceRestoration);
        all.Set("Size", $"{image.Width}x{image.Height}");
        all.Set("Model hash", image.ModelHash);
        all.Set("Model", image.Model);
        all.Set("FP8 weight", image.Fp8Weight);
        all.Set("Cache FP16 weight for LoRA", image.CacheFp16WeightForLora is bool cached ? InfotextValue.OfBoolean(cached) : null);
        all.Set("VAE hash", image.VaeHash);
        all.Set("VAE", image.Vae);
        all.Set("Variation seed", hasVariation ? image.VariationSeed : null);
        all.Set("Variation seed strength", hasVariation ? image.VariationSeedStrength : null);
        all.Set("Seed resize from", seedWidth > 0 && seedHeight > 0 ? $"{seedWidth}x{seedHeight}" : null);
        all.Set("Denoising strength", image.DenoisingStrength);
        all.Set("Conditional mask weight", image.ConditionalMaskWeight);
        all.Set("Clip skip", image.ClipSkip > 1 ? image.ClipSkip : null);
        all.Set("ENSD", image.EtaNoiseSeedDelta);
        all.Set("Token merging ratio", NonZero(image.TokenMergingRatio));
        all.Set("Token merging ratio hr", NonZero(image.TokenMergingRatioHires));
        all.Set("Init image hash", image.InitImageHash);
        all.Set("RNG", image.RandomSource == "GPU" ? null : image.RandomSource);
        all.Set("Tiling", image.Tiling ? InfotextValue.OfBoolean(true) : null);
        all.SetAll(image.Extra);
        all.Set("Version", image.Version);
        all.Set("User", image.User);
        return all;
    }

    private static PythonNumber? NonZero(PythonNumber value) => value.IsZero ? null : value;
}
