using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The infotexts of a job's pictures: which fields webui writes when (webui.md 8.2).</summary>
internal sealed class JobInfotext(
    StableDiffusionModel model, SamplingPass first, PromptTexts texts, HiresPass? hires, RefinerStage? refiner, IReadOnlyList<CfgDenoiser> denoisers, bool isPlain)
{
    private readonly GenerationRequest _request = first.Request;
    private readonly GenerationSettings _settings = first.Request.Settings;

    /// <summary>webui's hash of a picture to begin with: MD5 of its pixels, in hexadecimal digits.</summary>
    public static string HashOf(Picture picture) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(picture.Pixels));

    public InfotextImage Of(long seed, long subseed) => new()
    {
        Prompt = texts.Prompt,
        NegativePrompt = texts.Negative,
        Steps = _request.Steps,
        Sampler = first.Sampler.Name,
        ScheduleType = EffectiveScheduler(first).Label,
        CfgScale = _request.CfgScale,
        ImageCfgScale = model.Sees == PictureInput.Picture ? _request.ImageCfgScale : null,
        Seed = seed,
        Width = _request.Width,
        Height = _request.Height,
        ModelHash = _settings.ModelHashInInfotext ? model.ShortHash : null,
        Model = _settings.ModelNameInInfotext ? model.Name : null,
        VaeHash = _settings.VaeHashInInfotext ? model.VaeShortHash : null,
        Vae = _settings.VaeNameInInfotext ? model.VaeName : null,
        VariationSeed = subseed,
        VariationSeedStrength = _request.SubseedStrength,
        SeedResizeFrom = (_request.SeedResizeFromWidth, _request.SeedResizeFromHeight),
        DenoisingStrength = IsImg2Img || hires is not null ? _request.DenoisingStrength : null,
        ConditionalMaskWeight = model.Sees == PictureInput.MaskedPicture ? _settings.InpaintingMaskWeight : null,
        ClipSkip = _settings.ClipSkip,
        EtaNoiseSeedDelta = _settings.EtaNoiseSeedDelta != 0 && first.Sampler.UsesEnsd && !Eta(first.Sampler).IsZero ? _settings.EtaNoiseSeedDelta : null,
        TokenMergingRatio = SamplingSetup.TokenMerging(_settings, IsImg2Img ? PassStart.Picture : PassStart.Noise),
        TokenMergingRatioHires = hires is null ? 0 : SamplingSetup.TokenMerging(_settings, PassStart.HiresLatent),
        InitImageHash = _settings.SaveInitPictures && IsImg2Img ? HashOf(_request.InitPictures[^1]) : null,
        RandomSource = _settings.RandomSource,
        Tiling = _request.Tiling,
        Extra = Extra(),
        Version = _settings.VersionInInfotext ? _settings.Version : null,
    };

    private bool IsImg2Img => _request.InitPictures.Count > 0;

    private static bool RunsSchedule(Sampler sampler) => sampler.Kind != SamplerKind.Timestep;

    /// <summary>The scheduler that ran, where one did.</summary>
    private static Scheduler EffectiveScheduler(SamplingPass pass) =>
        RunsSchedule(pass.Sampler) && pass.Scheduler.IsAutomatic ? pass.Sampler.DefaultScheduler : pass.Scheduler;

    private PythonNumber Eta(Sampler sampler) => SamplingSetup.Eta(sampler, _settings);

    private InfotextParameters Extra()
    {
        var extra = new InfotextParameters();
        foreach ((string key, string value) in _request.ExtraParameters)
        {
            extra.Set(key, value);
        }

        if (_request.Inpainting is Inpainting inpainting)
        {
            Masking.MaskInfotext.Add(extra, inpainting, isPlain);
        }

        if (hires is not null)
        {
            AddHires(extra, hires);
        }

        if ((IsImg2Img || hires is not null) && _settings.VaeEncoder != "Full")
        {
            extra.Set("VAE Encoder", _settings.VaeEncoder);
        }

        if (_settings.LoraHashesInInfotext && LoraHashes() is { Length: > 0 } loras)
        {
            extra.Set("Lora hashes", loras);
        }

        if (_settings.OldScheduling && texts.DependOnScheduling(first.Sampler.TotalSteps(_request.Steps)))
        {
            extra.Set("Old prompt editing timelines", true);
        }

        if (_settings.EmbeddingHashesInInfotext && EmbeddingUse.Hashes(_settings, CalledPrompts()) is string embeddings)
        {
            extra.Set("TI hashes", embeddings);
        }

        string prompts = texts.Encoded + texts.Negative + hires?.Texts.Encoded + hires?.Texts.Negative;
        if (_settings.Emphasis != EmphasisMode.Original && prompts.AsSpan().ContainsAny('(', '['))
        {
            extra.Set("Emphasis", Emphasis.ToOption(_settings.Emphasis));
        }

        AddNoiseSchedule(extra);
        if (IsImg2Img && _settings.InitialNoiseMultiplier.Value != 1)
        {
            extra.Set("Noise multiplier", _settings.InitialNoiseMultiplier);
        }

        AddPass(extra, first, fromNoise: !IsImg2Img, denoisers[0]);
        if (hires is not null && denoisers.Count > 1)
        {
            AddPass(extra, hires.Pass, fromNoise: false, denoisers[1]);
        }

        if (_settings.VaeDecoder != "Full")
        {
            extra.Set("VAE Decoder", _settings.VaeDecoder);
        }

        return extra;
    }

    /// <summary>Every LoRA once, the second pass's behind those of the first.</summary>
    private string LoraHashes()
    {
        var hashes = new OrderedDictionary<string, string>();
        foreach ((string name, string hash) in model.Networks.LoraHashes.Concat(hires?.Model.Networks.LoraHashes ?? []))
        {
            hashes[name] = hash;
        }

        return string.Join(", ", hashes.Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    /// <summary>The texts in the order in which webui encodes them: the negative prompt, then the parts of the prompt; the second pass's where they differ.</summary>
    private IEnumerable<(ActiveNetworks Networks, string Text, int Steps)> CalledPrompts()
    {
        IEnumerable<(ActiveNetworks Networks, string Text)> all = Texts(model, texts);
        if (hires is not null)
        {
            all = all.Concat(Texts(hires.Model, hires.Texts));
        }

        return all.DistinctBy(prompt => prompt.Text).Select(prompt => (prompt.Networks, prompt.Text, first.Sampler.TotalSteps(_request.Steps)));

        static IEnumerable<(ActiveNetworks Networks, string Text)> Texts(StableDiffusionModel encoding, PromptTexts texts) =>
            PromptComposition.Split(texts.Encoded).Select(part => part.Text).Prepend(texts.Negative).Select(text => (encoding.Networks, text));
    }

    private void AddHires(InfotextParameters extra, HiresPass pass)
    {
        HiresFix fix = _request.Hires!;
        extra.Set("Hires checkpoint", fix.Checkpoint is null ? null : pass.Model.ShortTitle);
        extra.Set("Hires sampler", pass.Pass.Sampler == first.Sampler ? null : pass.Pass.Sampler.Name);
        extra.Set("Hires prompt", pass.Texts.Prompt == texts.Prompt ? null : pass.Texts.Prompt);
        extra.Set("Hires negative prompt", pass.Texts.Negative == texts.Negative ? null : pass.Texts.Negative);
        extra.Set("Hires CFG Scale", fix.CfgScale is PythonNumber scale && scale.Value != _request.CfgScale.Value ? scale : null);
        extra.Set("Hires schedule type", pass.Pass.Scheduler == first.Scheduler ? null : pass.Pass.Scheduler.Label);
        if (fix.ResizeWidth == 0 && fix.ResizeHeight == 0)
        {
            extra.Set("Hires upscale", fix.Scale);
        }
        else
        {
            extra.Set("Hires resize", $"{fix.ResizeWidth}x{fix.ResizeHeight}");
        }

        extra.Set("Hires steps", fix.Steps == 0 ? null : (PythonNumber)fix.Steps);
        extra.Set("Hires upscaler", fix.Upscaler.Length == 0 ? null : fix.Upscaler);
    }

    /// <summary>What a pass's sampling adds, in the order in which it happens.</summary>
    private void AddPass(InfotextParameters extra, SamplingPass pass, bool fromNoise, CfgDenoiser denoiser)
    {
        if (RunsSchedule(pass.Sampler))
        {
            AddSchedule(extra, pass.Sampler, pass.Scheduler);
            string label = EffectiveScheduler(pass).Label;
            if (pass != first && !EffectiveScheduler(pass).IsAutomatic && label != EffectiveScheduler(first).Label)
            {
                extra.Set("Hires schedule type", label);
            }
        }

        if (!fromNoise && _settings.ExtraNoise.Value > 0)
        {
            extra.Set("Extra noise", _settings.ExtraNoise);
        }
        else if (fromNoise && RunsSchedule(pass.Sampler) && _settings.SgmNoiseMultiplier)
        {
            extra.Set("SGM noise multiplier", true);
        }

        AddSampler(extra, pass.Sampler);
        AddRefiner(extra);
        AddGuidance(extra, denoiser);
    }

    private void AddRefiner(InfotextParameters extra)
    {
        if (refiner is null)
        {
            return;
        }

        if (_settings.RefinerSwitchBySteps)
        {
            extra.Set("Refiner switch by sampling steps", true);
        }

        if (hires is not null && _settings.HiresRefinerPass != "second pass")
        {
            extra.Set("Hires refiner", _settings.HiresRefinerPass);
        }

        if (refiner.HasTakenOver)
        {
            extra.Set("Refiner", refiner.ShortTitle);
            extra.Set("Refiner switch at", _request.Refiner!.SwitchAt);
        }
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

    private void AddSchedule(InfotextParameters extra, Sampler sampler, Scheduler scheduler)
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

    private void AddSampler(InfotextParameters extra, Sampler sampler)
    {
        PythonNumber eta = Eta(sampler);
        if (sampler.TakesEta && RunsSchedule(sampler) && eta.Value != 1)
        {
            extra.Set("Eta", eta);
        }
        else if (sampler.TakesEta && !RunsSchedule(sampler) && !eta.IsZero)
        {
            extra.Set("Eta DDIM", eta);
        }

        (ChurnSettings options, ChurnSettings neutral) = (_settings.ChurnOptions, ChurnSettings.Neutral);
        SetUnlessNeutral(extra, "Sigma churn", options.Churn, neutral.Churn);
        SetUnlessNeutral(extra, "Sigma tmin", options.From, neutral.From);
        SetUnlessNeutral(extra, "Sigma tmax", options.To, neutral.To);
        SetUnlessNeutral(extra, "Sigma noise", options.NoiseScale, neutral.NoiseScale);
    }

    private void AddGuidance(InfotextParameters extra, CfgDenoiser denoiser)
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
