using System.Diagnostics;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;

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
        InitStage init = IsImg2Img || _model.Sees != PictureInput.None ? Stage(Stages.Encoding, EncodeInit) : EncodeInit();
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

    private InitStage EncodeInit() => InitStage.Of(
        _model, _coder, _request, _shape, [.. Enumerable.Range(0, _batchSize).Select(index => SeedsOf(index).Seed)], _observer, _cancellation);

    private void RunBatch(int batch, EncodedPrompts prompts, InitStage init)
    {
        List<(long Seed, long Subseed)> seeds = [.. Enumerable.Range(batch * _batchSize, _batchSize).Select(SeedsOf)];
        NoiseSource source = SamplingSetup.Source(_request.Settings);
        var noise = new ImageNoise(
            _shape, [.. seeds.Select(pair => pair.Seed)], [.. seeds.Select(pair => pair.Subseed)], _request.SubseedStrength.Value,
            _request.SeedResizeFromHeight, _request.SeedResizeFromWidth, source, _request.Settings.EtaNoiseSeedDelta);
        var x = new float[_batchSize * _shape.Count];
        float[] first = FirstNoise(noise, x.Length);
        _observer.Latents(batch, "init", init.Latents.Latents);
        _observer.Latents(batch, "noise", first);
        _plan.StartInto(x, init.Latents.Latents, first);

        CfgDenoiser denoiser = SamplingSetup.Denoiser(_predictor, prompts, init.Conditioning, _plan, _request, _model);
        SoftInpainting? soft = _request.Inpainting?.Soft;
        IGuidedDenoiser masked = init.Latents.Blend(soft, _shape.Channels) is ILatentBlend blend ? new MaskedDenoiser(denoiser, blend, _sampler.Kind) : denoiser;
        _predictor.Progress = new CallProgress(_observer, denoiser, batch * _plan.TotalSteps, _plan.TotalSteps * _request.BatchCount);
        _observer.Sampling(batch, _shape, latent => _coder.Decode(latent, _shape, SilentProgress.Instance, _cancellation));
        Stage(Stages.Sampling, () =>
        {
            IBrownianNoise? brownian = _sampler.UsesBrownianNoise
                ? _plan.CreateBrownianNoise([.. seeds.Select(pair => pair.Seed)], _shape.Count, source, _request.Settings.SdeNoiseOfBatch)
                : null;
            _plan.Run(x, masked, noise, brownian, (in SamplerStep step) => _observer.Step(batch, step), _cancellation);
            init.Latents.RestoreInPlace(x, soft);
            return x;
        });
        _observer.Progress((batch + 1) * _plan.TotalSteps, _plan.TotalSteps * _request.BatchCount);
        _observer.Latents(batch, "result", x);
        Finish(batch, seeds, x, denoiser, init);
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

    private void Finish(int batch, List<(long Seed, long Subseed)> seeds, float[] latents, CfgDenoiser denoiser, InitStage init)
    {
        if (!float.IsFinite(latents.Sum()))
        {
            throw new GenerationException(
                "The denoising network gave numbers that are not finite, so there is no picture: the checkpoint may be damaged, or the CFG scale or an option too extreme.");
        }

        var infotext = new JobInfotext(_model, _request, _texts, _sampler, _scheduler, denoiser, isPlain: init.Pictures?.Mask is null);
        var finish = new PictureFinish(_request, init.Pictures, init.Latents, _shape);
        for (int i = 0; i < _batchSize; i++)
        {
            Memory<float> latent = latents.AsMemory(i * _shape.Count, _shape.Count);
            Picture decoded = Stage(Stages.Decoding, () => _coder.Decode(latent.Span, _shape, new StageProgress(_observer), _cancellation));
            (Picture picture, Picture? mask, Picture? composite) = finish.Finish(i, decoded, latent.Span);
            string text = infotext.Of(seeds[i].Seed, seeds[i].Subseed, picture);
            _observer.Finished(new GeneratedPicture(batch * _batchSize + i, seeds[i].Seed, seeds[i].Subseed, picture, text)
            {
                Mask = mask,
                MaskComposite = composite,
            });
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

    /// <summary>Progress within a call of the network as steps of the job.</summary>
    private sealed class CallProgress(IGenerationObserver observer, CfgDenoiser denoiser, int before, int total) : IProgress<double>
    {
        public void Report(double value) => observer.Progress(Math.Min(total, before + denoiser.Call + value), total);
    }
}
