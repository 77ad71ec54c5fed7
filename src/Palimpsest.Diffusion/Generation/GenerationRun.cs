using System.Diagnostics;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation;

/// <summary>One job on its way: prompts, then the picture's latent, then batch after batch of sampling and decoding.</summary>
internal sealed class GenerationRun : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly GenerationRequest _request;
    private readonly IGenerationObserver _observer;
    private readonly CancellationToken _cancellation;
    private readonly PictureCoder _coder;
    private readonly UNetPredictor _predictor;
    private readonly LatentShape _shape;
    private readonly Sampler _sampler;
    private readonly Scheduler _scheduler;
    private readonly SamplingPlan _plan;
    private readonly PromptTexts _texts;
    private readonly int _batchSize;
    private readonly long _seed;
    private readonly long _subseed;
    private readonly Dictionary<string, TimeSpan> _stages = [];

    public GenerationRun(
        StableDiffusionModel model, Device device, MemoryBudget budget, GenerationRequest request, IGenerationObserver observer, CancellationToken cancellation)
    {
        (_model, _request, _observer, _cancellation) = (model, request, observer, cancellation);
        _texts = PromptTexts.Of(request);
        _shape = new LatentShape(model.Autoencoder.LatentChannels, request.Height / PictureSides.Cell, request.Width / PictureSides.Cell);
        MemoryBudget working = budget.Beside(ModelMemory.WeightBytes(model, device));
        _coder = new PictureCoder(model, device, request.Tiling, working);
        _predictor = new UNetPredictor(model, device, _shape, request.Tiling, working) { Cancellation = cancellation };
        (_sampler, _scheduler) = SamplerCatalog.FindBoth(request.Sampler, request.Scheduler);
        SamplingRequest sampling = SamplingSetup.Request(_sampler, _scheduler, request);
        _plan = IsImg2Img
            ? SamplingPlan.FromImage(sampling, request.DenoisingStrength.Value, request.Settings.FixSteps)
            : SamplingPlan.FromNoise(sampling);
        _batchSize = request.InitPictures.Count > 1 ? request.InitPictures.Count : request.BatchSize;
        _seed = request.Seed >= 0 ? request.Seed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
        _subseed = request.Subseed >= 0 ? request.Subseed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
    }

    /// <summary>Stages in order, each with its networks' operations.</summary>
    public IReadOnlyList<StageTime> Times =>
        [.. _stages.Select(stage => new StageTime(stage.Key, stage.Value, stage.Key switch
        {
            Stages.Sampling => [.. Merge(_predictor.Times)],
            Stages.Decoding => [.. Merge(_coder.DecodingTimes)],
            Stages.Encoding => [.. Merge(_coder.EncodingTimes)],
            _ => [],
        }))];

    private bool IsImg2Img => _request.InitPictures.Count > 0;

    public void Execute(Func<GenerationRequest, PromptTexts, int, EncodedPrompts> encode)
    {
        EncodedPrompts prompts = Stage(Stages.Prompts, () => encode(_request, _texts, _sampler.TotalSteps(_request.Steps)));
        float[] init = IsImg2Img ? Stage(Stages.Encoding, EncodeInitPictures) : [];
        _coder.ReleaseEncoder();
        for (int batch = 0; batch < _request.BatchCount; batch++)
        {
            RunBatch(batch, prompts, init);
        }
    }

    public void Dispose()
    {
        _predictor.Dispose();
        _coder.Dispose();
    }

    /// <summary>The latents [B,C,H,W] of the batch's init pictures.</summary>
    private float[] EncodeInitPictures()
    {
        var latents = new float[_batchSize * _shape.Count];
        for (int i = 0; i < _batchSize; i++)
        {
            Span<float> target = latents.AsSpan(i * _shape.Count, _shape.Count);
            if (i < _request.InitPictures.Count)
            {
                Encode(_request.InitPictures[i], target);
            }
            else
            {
                latents.AsSpan(0, _shape.Count).CopyTo(target);
            }
        }

        return latents;
    }

    private void Encode(Picture picture, Span<float> target)
    {
        GenerationSettings settings = _request.Settings;
        Picture rgb = picture.Flatten(settings.BackgroundColor);
        if (_request.ResizeMode != ResizeMode.LatentUpscale)
        {
            rgb = WebuiResize.Resize(rgb, _request.Width, _request.Height, _request.ResizeMode, SamplingSetup.Upscaler(settings.Upscaler));
            _coder.Encode(rgb, new StageProgress(_observer), _cancellation).CopyTo(target);
            return;
        }

        if (rgb.Width < PictureSides.Cell || rgb.Height < PictureSides.Cell)
        {
            throw new GenerationException($"The init picture has {rgb.Width} × {rgb.Height} pixels: resize mode 3 needs at least 8 × 8; use another mode.");
        }

        float[] latent = _coder.Encode(rgb, new StageProgress(_observer), _cancellation);
        int height = rgb.Height / PictureSides.Cell, width = rgb.Width / PictureSides.Cell;
        TorchInterpolate.Resize(latent, _shape.Channels, height, width, 1, _shape.Height, _shape.Width, InterpolationMode.Bilinear).CopyTo(target);
    }

    private void RunBatch(int batch, EncodedPrompts prompts, float[] init)
    {
        List<(long Seed, long Subseed)> seeds = [.. Enumerable.Range(batch * _batchSize, _batchSize).Select(SeedsOf)];
        NoiseSource source = _request.Settings.RandomSource == "NV" ? NoiseSource.Nv : NoiseSource.Cpu;
        var noise = new ImageNoise(
            _shape, [.. seeds.Select(pair => pair.Seed)], [.. seeds.Select(pair => pair.Subseed)], _request.SubseedStrength.Value,
            _request.SeedResizeFromHeight, _request.SeedResizeFromWidth, source, _request.Settings.EtaNoiseSeedDelta);
        var x = new float[_batchSize * _shape.Count];
        float[] first = FirstNoise(noise, x.Length);
        _observer.Latents(batch, "init", init);
        _observer.Latents(batch, "noise", first);
        _plan.StartInto(x, init, first);

        CfgDenoiser denoiser = SamplingSetup.Denoiser(_predictor, prompts, _batchSize, _plan, _request);
        _predictor.Progress = new CallProgress(_observer, denoiser, batch * _plan.TotalSteps, _plan.TotalSteps * _request.BatchCount);
        Stage(Stages.Sampling, () =>
        {
            IBrownianNoise? brownian = _sampler.UsesBrownianNoise
                ? _plan.CreateBrownianNoise([.. seeds.Select(pair => pair.Seed)], _shape.Count, source, _request.Settings.SdeNoiseOfBatch)
                : null;
            _plan.Run(x, denoiser, noise, brownian, (in SamplerStep step) => _observer.Step(batch, step), _cancellation);
            return x;
        });
        _observer.Progress((batch + 1) * _plan.TotalSteps, _plan.TotalSteps * _request.BatchCount);
        _observer.Latents(batch, "result", x);
        Finish(batch, seeds, x, denoiser);
    }

    private float[] FirstNoise(ImageNoise noise, int count)
    {
        var first = new float[count];
        noise.Next(first);
        float multiplier = (float)_request.Settings.InitialNoiseMultiplier.Value;
        if (IsImg2Img && multiplier != 1)
        {
            for (int i = 0; i < first.Length; i++)
            {
                first[i] *= multiplier;
            }
        }

        return first;
    }

    private void Finish(int batch, List<(long Seed, long Subseed)> seeds, float[] latents, CfgDenoiser denoiser)
    {
        if (!float.IsFinite(latents.Sum()))
        {
            throw new GenerationException(
                "The denoising network gave numbers that are not finite, so there is no picture: the checkpoint may be damaged, or the CFG scale or an option too extreme.");
        }

        var infotext = new JobInfotext(_model, _request, _texts, _sampler, _scheduler, denoiser);
        for (int i = 0; i < _batchSize; i++)
        {
            Picture picture = Stage(Stages.Decoding, () => _coder.Decode(latents.AsSpan(i * _shape.Count, _shape.Count), _shape, new StageProgress(_observer), _cancellation));
            string text = infotext.Of(seeds[i].Seed, seeds[i].Subseed, picture);
            _observer.Finished(new GeneratedPicture(batch * _batchSize + i, seeds[i].Seed, seeds[i].Subseed, picture, text));
        }
    }

    /// <summary>webui.md 2.1.4: with a variation all pictures have one seed and the variation seeds count on.</summary>
    private (long Seed, long Subseed) SeedsOf(int index) => (_request.SubseedStrength.IsZero ? _seed + index : _seed, _subseed + index);

    private T Stage<T>(string name, Func<T> work)
    {
        _cancellation.ThrowIfCancellationRequested();
        _observer.Stage(name);
        long start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _stages[name] = _stages.GetValueOrDefault(name) + Stopwatch.GetElapsedTime(start);
        }
    }

    private static IEnumerable<StepTime> Merge(IEnumerable<StepTime> times) => times.GroupBy(time => time.Kind).Select(group => new StepTime(
        group.Key, group.Aggregate(TimeSpan.Zero, (sum, time) => sum + time.Time), group.Sum(time => time.Operations)));

    private sealed class StageProgress(IGenerationObserver observer) : IProgress<double>
    {
        public void Report(double value) => observer.StageProgress(value);
    }

    /// <summary>Progress within a call of the network as steps of the job.</summary>
    private sealed class CallProgress(IGenerationObserver observer, CfgDenoiser denoiser, int before, int total) : IProgress<double>
    {
        public void Report(double value) => observer.Progress(Math.Min(total, before + denoiser.Call + value), total);
    }
}
