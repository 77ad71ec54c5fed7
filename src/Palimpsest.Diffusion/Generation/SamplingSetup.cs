using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A request's settings in the words of samplers and guidance.</summary>
internal static class SamplingSetup
{
    /// <summary>A pass with the request's sampler and steps.</summary>
    public static SamplingPass Pass(GenerationRequest request, UNetPredictor predictor, LatentShape shape, PassStart start)
    {
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(request.Sampler, request.Scheduler);
        return new SamplingPass(request, predictor, shape, sampler, scheduler, Plan(request, sampler, scheduler, start))
        {
            Name = start == PassStart.HiresLatent ? "hires " : "",
        };
    }

    public static SamplingPlan Plan(GenerationRequest request, Sampler sampler, Scheduler scheduler, PassStart start)
    {
        SamplingRequest sampling = Request(sampler, scheduler, request, start);
        return start == PassStart.Noise
            ? SamplingPlan.FromNoise(sampling)
            : SamplingPlan.FromImage(sampling, request.DenoisingStrength.Value, start == PassStart.HiresLatent || request.Settings.FixSteps);
    }

    private static SamplingRequest Request(Sampler sampler, Scheduler scheduler, GenerationRequest request, PassStart start)
    {
        GenerationSettings settings = request.Settings;
        ModelSigmas sigmas = Table(sampler, settings);
        ChurnSettings churn = Churn(settings);
        return new SamplingRequest(sampler, scheduler, request.Steps, sigmas)
        {
            ScheduleOptions = new ScheduleOptions
            {
                SigmaMin = settings.SigmaMin.Value,
                SigmaMax = settings.SigmaMax.Value,
                Rho = settings.Rho.Value,
                BetaAlpha = settings.BetaAlpha.Value,
                BetaBeta = settings.BetaBeta.Value,
                DiscardNextToLastSigma = settings.DiscardNextToLastSigma,
                OldKarrasSigmas = settings.OldKarrasSigmas,
            },
            Options = new SamplerOptions
            {
                Eta = Eta(sampler, settings).Value,
                Churn = churn.Churn.Value,
                ChurnFrom = churn.From.Value,
                ChurnTo = churn.To.IsZero ? double.PositiveInfinity : churn.To.Value,
                NoiseScale = churn.NoiseScale.Value,
                UniPc = settings.UniPc,
                SgmNoiseMultiplier = settings.SgmNoiseMultiplier,
                ExtraNoise = start == PassStart.Noise ? 0 : settings.ExtraNoise.Value,
            },
        };
    }

    /// <summary>The part of the tokens that a pass merges.</summary>
    public static Infotext.PythonNumber TokenMerging(GenerationSettings settings, PassStart start)
    {
        Infotext.PythonNumber own = start switch
        {
            PassStart.Picture => settings.TokenMergingRatioImg2Img,
            PassStart.HiresLatent => settings.TokenMergingRatioHires,
            _ => 0,
        };
        return own.IsZero ? settings.TokenMergingRatio : own;
    }

    /// <summary>The eta that applies: the request's, else the option of the sampler's kind.</summary>
    public static Infotext.PythonNumber Eta(Sampler sampler, GenerationSettings settings) =>
        settings.Eta ?? (sampler.Kind == SamplerKind.Timestep ? settings.EtaDdim : settings.EtaAncestral);

    /// <summary>Whose random numbers.</summary>
    public static NoiseSource Source(GenerationSettings settings) => settings.RandomSource == "NV" ? NoiseSource.Nv : NoiseSource.Cpu;

    /// <param name="images">What the network sees beside each picture's latent of the batch.</param>
    public static CfgDenoiser Denoiser(
        INoiseModel network, EncodedPrompts prompts, IReadOnlyList<float[]?> images, SamplingPlan plan, GenerationRequest request, StableDiffusionModel checkpoint)
    {
        GenerationSettings settings = request.Settings;
        INoiseModel model = plan.Sampler.Kind switch
        {
            SamplerKind.Timestep => new TimestepModel(network, Table(plan.Sampler, settings), Parameterization.Epsilon),
            SamplerKind.Lcm => new SigmaModel(network, Table(plan.Sampler, settings), Parameterization.Consistency),
            _ => new SigmaModel(network, Table(plan.Sampler, settings), Parameterization.Epsilon),
        };
        return new CfgDenoiser(
            model,
            [.. images.Select(image => new PictureConditioning(prompts.Positive, prompts.Negative, image, image))],
            new GuidanceOptions
            {
                Scale = request.CfgScale.Value,
                ScaleMultiplier = plan.Sampler.GuidanceMultiplier,
                ImageScale = checkpoint.Sees == PictureInput.Picture ? request.ImageCfgScale?.Value : null,
                TotalSteps = plan.TotalSteps,
                InOneBatch = settings.BatchCondUncond,
                PadWith = prompts.Padding,
                PadNegativeToPrompt = settings.PadCondUncondV0,
                SkipBelow = settings.SkipUncondBelow.Value,
                SkipBelowAlways = settings.SkipUncondBelowAlways,
                SkipEarly = settings.SkipEarlyCond.Value,
            });
    }

    /// <summary>The upscaler of that name; webui's two built-in ones, or null for none.</summary>
    /// <exception cref="GenerationException">There is no such upscaler.</exception>
    public static IUpscaler? Upscaler(string name) => name switch
    {
        "" or "None" => null,
        "Lanczos" => FilterUpscaler.Lanczos,
        "Nearest" => FilterUpscaler.Nearest,
        _ => throw new GenerationException($"There is no upscaler '{name}': use None, Lanczos or Nearest."),
    };

    /// <summary>The model's noise levels as the sampler sees them.</summary>
    public static ModelSigmas Table(Sampler sampler, GenerationSettings settings) =>
        sampler.Kind == SamplerKind.Lcm ? ModelSigmas.CreateLcm(settings.ZeroTerminalSnr, settings.DowncastAlphas)
        : settings is { QuantizeTimesteps: false, ZeroTerminalSnr: false, DowncastAlphas: false } ? ModelSigmas.Default
        : ModelSigmas.Create(settings.ZeroTerminalSnr, settings.DowncastAlphas, settings.QuantizeTimesteps);

    /// <summary>webui's options win over the request's values wherever they are not neutral.</summary>
    private static ChurnSettings Churn(GenerationSettings settings)
    {
        (ChurnSettings request, ChurnSettings options, ChurnSettings neutral) = (settings.Churn, settings.ChurnOptions, ChurnSettings.Neutral);
        return new ChurnSettings
        {
            Churn = options.Churn.Value != neutral.Churn.Value ? options.Churn : request.Churn,
            From = options.From.Value != neutral.From.Value ? options.From : request.From,
            To = options.To.Value != neutral.To.Value ? options.To : request.To,
            NoiseScale = options.NoiseScale.Value != neutral.NoiseScale.Value ? options.NoiseScale : request.NoiseScale,
        };
    }
}
