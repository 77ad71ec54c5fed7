using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The infotexts of a job's pictures: which fields webui writes when (webui.md 8.2).</summary>
internal sealed class JobInfotext(
    StableDiffusionModel model, GenerationRequest request, PromptTexts texts, Sampler sampler, Scheduler scheduler, CfgDenoiser denoiser, bool isPlain)
{
    private readonly GenerationSettings _settings = request.Settings;

    public string Of(long seed, long subseed, Picture picture) => InfotextWriter.Write(new InfotextImage
    {
        Prompt = texts.Prompt,
        NegativePrompt = texts.Negative,
        Steps = request.Steps,
        Sampler = sampler.Name,
        ScheduleType = (RunsSchedule && scheduler.IsAutomatic ? sampler.DefaultScheduler : scheduler).Label,
        CfgScale = request.CfgScale,
        ImageCfgScale = model.Sees == PictureInput.Picture ? request.ImageCfgScale : null,
        Seed = seed,
        Width = request.Width,
        Height = request.Height,
        ModelHash = _settings.ModelHashInInfotext ? model.ShortHash : null,
        Model = _settings.ModelNameInInfotext ? model.Name : null,
        VaeHash = _settings.VaeHashInInfotext ? model.VaeShortHash : null,
        Vae = _settings.VaeNameInInfotext ? model.VaeName : null,
        VariationSeed = subseed,
        VariationSeedStrength = request.SubseedStrength,
        SeedResizeFrom = (request.SeedResizeFromWidth, request.SeedResizeFromHeight),
        DenoisingStrength = IsImg2Img ? request.DenoisingStrength : null,
        ConditionalMaskWeight = model.Sees == PictureInput.MaskedPicture ? _settings.InpaintingMaskWeight : null,
        ClipSkip = _settings.ClipSkip,
        EtaNoiseSeedDelta = _settings.EtaNoiseSeedDelta != 0 && sampler.UsesEnsd && !Eta.IsZero ? _settings.EtaNoiseSeedDelta : null,
        RandomSource = _settings.RandomSource,
        Tiling = request.Tiling,
        Extra = Extra(),
        Version = _settings.VersionInInfotext ? _settings.Version : null,
    });

    private bool IsImg2Img => request.InitPictures.Count > 0;

    private bool RunsSchedule => sampler.Kind != SamplerKind.Timestep;

    private PythonNumber Eta => SamplingSetup.Eta(sampler, _settings);

    private InfotextParameters Extra()
    {
        var extra = new InfotextParameters();
        foreach ((string key, string value) in request.ExtraParameters)
        {
            extra.Set(key, value);
        }

        if (request.Inpainting is Inpainting inpainting)
        {
            Masking.MaskInfotext.Add(extra, inpainting, isPlain);
        }

        if (_settings.OldScheduling && texts.DependOnScheduling(sampler.TotalSteps(request.Steps)))
        {
            extra.Set("Old prompt editing timelines", true);
        }

        if (_settings.Emphasis != EmphasisMode.Original && (texts.Encoded + texts.Negative).AsSpan().ContainsAny('(', '['))
        {
            extra.Set("Emphasis", Emphasis.ToOption(_settings.Emphasis));
        }

        AddNoiseSchedule(extra);
        if (IsImg2Img && _settings.InitialNoiseMultiplier.Value != 1)
        {
            extra.Set("Noise multiplier", _settings.InitialNoiseMultiplier);
        }

        if (RunsSchedule)
        {
            AddSchedule(extra);
        }

        if (IsImg2Img && _settings.ExtraNoise.Value > 0)
        {
            extra.Set("Extra noise", _settings.ExtraNoise);
        }
        else if (!IsImg2Img && RunsSchedule && _settings.SgmNoiseMultiplier)
        {
            extra.Set("SGM noise multiplier", true);
        }

        AddSampler(extra);
        AddGuidance(extra);
        return extra;
    }

    private void AddNoiseSchedule(InfotextParameters extra)
    {
        if (_settings.DowncastAlphas)
        {
            extra.Set("Downcast alphas_cumprod", true);
        }

        if (_settings.ZeroTerminalSnr)
        {
            extra.Set("Noise Schedule", "Zero Terminal SNR");
        }
    }

    private void AddSchedule(InfotextParameters extra)
    {
        if (_settings.DiscardNextToLastSigma)
        {
            extra.Set("Discard penultimate sigma", true);
        }

        Scheduler used = scheduler.IsAutomatic ? sampler.DefaultScheduler : scheduler;
        if (used.IsAutomatic)
        {
            return;
        }

        if (!_settings.SigmaMin.IsZero && _settings.SigmaMin.Value != SamplingSetup.Table(sampler, _settings).Minimum)
        {
            extra.Set("Schedule min sigma", _settings.SigmaMin);
        }

        if (!_settings.SigmaMax.IsZero && _settings.SigmaMax.Value != SamplingSetup.Table(sampler, _settings).Maximum)
        {
            extra.Set("Schedule max sigma", _settings.SigmaMax);
        }

        if (used.DefaultRho is double rho && !_settings.Rho.IsZero && _settings.Rho.Value != rho)
        {
            extra.Set("Schedule rho", _settings.Rho);
        }

        if (used.Name == "beta")
        {
            extra.Set("Beta schedule alpha", _settings.BetaAlpha);
            extra.Set("Beta schedule beta", _settings.BetaBeta);
        }
    }

    private void AddSampler(InfotextParameters extra)
    {
        if (sampler.TakesEta && RunsSchedule && Eta.Value != 1)
        {
            extra.Set("Eta", Eta);
        }
        else if (sampler.TakesEta && !RunsSchedule && !Eta.IsZero)
        {
            extra.Set("Eta DDIM", Eta);
        }

        (ChurnSettings options, ChurnSettings neutral) = (_settings.ChurnOptions, ChurnSettings.Neutral);
        SetUnlessNeutral(extra, "Sigma churn", options.Churn, neutral.Churn);
        SetUnlessNeutral(extra, "Sigma tmin", options.From, neutral.From);
        SetUnlessNeutral(extra, "Sigma tmax", options.To, neutral.To);
        SetUnlessNeutral(extra, "Sigma noise", options.NoiseScale, neutral.NoiseScale);
    }

    private void AddGuidance(InfotextParameters extra)
    {
        if (denoiser.HasSkippedEarly)
        {
            extra.Set("Skip Early CFG", _settings.SkipEarlyCond);
        }

        if (denoiser.HasSkippedBelow)
        {
            extra.Set("NGMS", _settings.SkipUncondBelow);
            if (_settings.SkipUncondBelowAlways)
            {
                extra.Set("NGMS all steps", true);
            }
        }

        if (denoiser.HasPadded)
        {
            extra.Set(_settings.PadCondUncondV0 ? "Pad conds v0" : "Pad conds", true);
        }
    }

    private static void SetUnlessNeutral(InfotextParameters extra, string key, PythonNumber value, PythonNumber neutral)
    {
        if (value.Value != neutral.Value)
        {
            extra.Set(key, value);
        }
    }
}
