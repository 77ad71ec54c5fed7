using System.Diagnostics;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>One job on its way: prompts, then the picture's latent, then batch after batch of sampling and decoding.</summary>
internal sealed class GenerationRun : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly PassModels _models;
    private readonly Device _device;
    private readonly GenerationRequest _request;
    private readonly IGenerationObserver _observer;
    private readonly GenerationControl? _control;
    private readonly CancellationToken _cancellation;
    private readonly WeightPacking _packing;
    private readonly PictureCoder _coder;
    private readonly Lazy<TinyCoder> _tiny;
    private readonly LatentShape _shape;
    private readonly SamplingPass _first;
    private readonly HiresPass? _hires;
    private readonly RefinerStage? _refiner;
    private readonly PromptTexts _texts;
    private EncodedPrompts? _inversion;
    private readonly int _batchSize;
    private readonly long _seed;
    private readonly long _subseed;
    private readonly Dictionary<string, TimeSpan> _stages = [];

    /// <param name="working">Memory beside the weights of all that the job paints with.</param>
    public GenerationRun(
        PassModels models,
        PassModels? refiner,
        Device device,
        MemoryBudget working,
        GenerationRequest request,
        IGenerationObserver observer,
        GenerationControl? control,
        CancellationToken cancellation)
    {
        StableDiffusionModel model = models.First.Model, second = models.Second.Model;
        (_model, _models, _device, _request, _observer, _control, _cancellation) = (model, models, device, request, observer, control, cancellation);
        _texts = PromptTexts.Of(request);
        _shape = new LatentShape(model.Autoencoder.LatentChannels, request.Height / PictureSides.Cell, request.Width / PictureSides.Cell);
        _packing = new WeightPacking(device, observer, cancellation);
        _coder = new PictureCoder(model, device, request.Tiling, working, request.Settings, _packing);
        _tiny = new Lazy<TinyCoder>(() => new TinyCoder(model, device, working, request.Settings with { VaeEncoder = "Full", VaeDecoder = TinyCoder.Name }));
        PassStart start = IsImg2Img ? PassStart.Picture : PassStart.Noise;
        var predictor = new UNetPredictor(model, device, _shape, request, start, working) { Cancellation = cancellation, Packing = _packing };
        _first = SamplingSetup.Pass(request, predictor, _shape, start);
        if (request.Hires is HiresFix hires)
        {
            PictureCoder coder = second.IsMadeOfSameFileAs(model) ? _coder : new PictureCoder(second, device, request.Tiling, working, request.Settings, _packing);
            _hires = new HiresPass(second, device, working, request, hires, coder, _packing, cancellation);
        }

        _refiner = refiner is null ? null : new RefinerStage(refiner, device, working, request, request.Refiner!, _packing);
        _batchSize = request.InitPictures.Count > 1 ? request.InitPictures.Count : request.BatchSize;
        _seed = request.Seed >= 0 ? request.Seed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
        _subseed = request.Subseed >= 0 ? request.Subseed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
    }

    /// <summary>Stages in order, each with its networks' operations.</summary>
    public IReadOnlyList<StageTime> Times =>
        [.. _stages.Append(new(Stages.Packing, _packing.Time)).Where(stage => stage.Value > TimeSpan.Zero).Select(stage => new StageTime(stage.Key, stage.Value, stage.Key switch
        {
            Stages.Sampling => [.. Merge(_first.Predictor.Times.Concat(_hires?.Pass.Predictor.Times ?? []))],
            Stages.Decoding => [.. Merge(_coder.DecodingTimes)],
            Stages.Encoding => [.. Merge(_coder.EncodingTimes)],
            _ => [],
        }))];

    private bool IsImg2Img => _request.InitPictures.Count > 0;

    /// <summary>All sampling steps of a batch, whatever the pass.</summary>
    private int StepsOfBatch => _first.Plan.TotalSteps + (_hires?.Pass.Plan.TotalSteps ?? 0);

    public void Execute()
    {
        RequireRoom();
        int steps = _first.Sampler.TotalSteps(_request.Steps);
        EncodedPrompts prompts = Stage(Stages.Prompts, () => _models.First.Encode(_request, _texts, steps, hiresSteps: null, _packing));
        EncodedPrompts? hiresPrompts = _hires is null ? null : Stage(Stages.Prompts, () => EncodeHires(_hires, steps));
        if (_request.Inversion is NoiseInversion inversion)
        {
            // The texts as they are: no schedule, no network tags.
            var texts = new PromptTexts(inversion.Prompt, inversion.NegativePrompt, inversion.Prompt, []);
            _inversion = Stage(Stages.Prompts, () => _models.First.Encode(_request, texts, inversion.Steps, hiresSteps: null, _packing));
        }

        List<int> batches = [.. Enumerable.Range(0, _request.BatchCount).Where(_observer.Wants)];
        if (batches.Count == 0)
        {
            return;
        }

        InitStage init = IsImg2Img || _model.Sees != PictureInput.None ? Stage(Stages.Encoding, EncodeInit) : EncodeInit();
        _coder.ReleaseEncoder();
        foreach (int batch in batches)
        {
            if (_control?.EndsJob == true)
            {
                break;
            }

            _control?.BeginBatch();
            RunBatch(batch, prompts, hiresPrompts, init);
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _hires?.Dispose();
        NetworkedModel.Release(_device, _models.Second.Model, _model);
        _hires?.Coder.Dispose();
        _refiner?.Dispose();
        if (_tiny.IsValueCreated)
        {
            _tiny.Value.Dispose();
        }

        _coder.Dispose();
    }

    /// <summary>All networks of the job before the first of them runs, so that nothing is refused half-way.</summary>
    private void RequireRoom()
    {
        _first.Predictor.RequireRoom();
        _refiner?.RequireRoom(_first, isHires: false);
        if (_hires is not null)
        {
            _hires.Pass.Predictor.RequireRoom();
            _refiner?.RequireRoom(_hires.Pass, isHires: true);
        }
    }

    private InitStage EncodeInit() => InitStage.Of(
        _model, _coder, _request, _shape, [.. Enumerable.Range(0, _batchSize).Select(index => SeedsOf(index).Seed)], _observer, _cancellation);

    private EncodedPrompts EncodeHires(HiresPass hires, int steps)
    {
        NetworkedModel encoding = _request.Settings.HiresUsesFirstNetworks && hires.Model.IsMadeOfSameFileAs(_model) ? _models.First : _models.Second;
        NetworkedModel.Release(_device, _model, encoding.Model);
        EncodedPrompts prompts = encoding.Encode(hires.Request, hires.Texts, steps, hires.Pass.Sampler.TotalSteps(hires.Request.Steps), _packing);
        NetworkedModel.Release(_device, encoding.Model, _model);
        return prompts;
    }

    private void RunBatch(int batch, EncodedPrompts prompts, EncodedPrompts? hiresPrompts, InitStage init)
    {
        List<PictureSeed> seeds = [.. Enumerable.Range(batch * _batchSize, _batchSize).Select(SeedsOf)];
        List<CfgDenoiser> denoisers = [];
        List<Picture> beforeHires = [];
        SamplingPass last = _first;
        if (_hires is not null)
        {
            _hires.Pass.Predictor.Dispose();
            NetworkedModel.Release(_device, _hires.Model, _model);
        }

        float[] latents = Sample(_first, batch, seeds, prompts, init, denoisers, stepsBefore: batch * StepsOfBatch);
        bool isIncomplete = _control?.EndsBatch == true;
        if (_hires is not null && !isIncomplete)
        {
            // Both passes' working memory at once would be more than either needs.
            _first.Predictor.Dispose();
            _refiner?.ReleaseWorking();
            NetworkedModel.Release(_device, _model, _hires.Model);
            if (_request.Settings.SaveBeforeHires)
            {
                beforeHires.AddRange(Enumerable.Range(0, _batchSize).Select(i => Decode(_coder, latents, i, _shape)));
            }

            ReleaseAllBut(_hires.Coder);
            InitStage larger = Stage(Stages.Enlarging, () => _hires.Enlarge(latents, _shape, new StageProgress(_observer), _cancellation));
            latents = Sample(_hires.Pass, batch, seeds, hiresPrompts!, larger, denoisers, (batch * StepsOfBatch) + _first.Plan.TotalSteps);
            last = _hires.Pass;
        }

        Finish(batch, seeds, latents, last, denoisers, init, beforeHires);
    }

    private float[] Sample(
        SamplingPass pass, int batch, List<PictureSeed> seeds, EncodedPrompts prompts, InitStage init, List<CfgDenoiser> denoisers, int stepsBefore)
    {
        ImageNoise noise = pass.Noise(seeds);
        float[] first = FirstNoise(noise, _batchSize * pass.Shape.Count);
        if (_inversion is not null && pass == _first)
        {
            // The sampler's own noise begins with a first draw of its own, as in webui.
            first = Stage(Stages.Inverting, () => Invert(init, first));
            noise = pass.Noise(seeds);
        }

        CfgDenoiser denoiser = SamplingSetup.Denoiser(pass.Predictor, prompts, init.Conditioning, pass.Plan, pass.Request, pass == _first ? _model : _hires!.Model);
        denoisers.Add(denoiser);
        IGuidedDenoiser guided = _refiner is null ? denoiser : Refined(denoiser, pass, init);
        SoftInpainting? soft = _request.Inpainting?.Soft;
        IGuidedDenoiser masked = init.Latents.Blend(soft, pass.Shape.Channels) is ILatentBlend blend
            ? new MaskedDenoiser(guided, blend, pass.Sampler.Kind)
            : guided;
        int total = StepsOfBatch * _request.BatchCount;
        pass.Predictor.Progress = new CallProgress(_observer, () => ((guided as RefinedDenoiser)?.Current ?? denoiser).Call, stepsBefore, total);
        PictureCoder coder = pass == _first ? _coder : _hires!.Coder;
        _observer.Sampling(batch, new LatentPreviews(
            pass.Shape,
            () => coder.Colours(_cancellation),
            latent => coder.Decode(latent, pass.Shape, SilentProgress.Instance, _cancellation),
            _model.Networks.TinyDecoderPath is null ? null : latent => _tiny.Value.Decode(latent, pass.Shape, SilentProgress.Instance, _cancellation)));
        float[] latents = Stage(Stages.Sampling, () =>
        {
            float[] x = pass.Run(batch, seeds, init.Latents.Latents, first, noise, masked, _observer, _control, _cancellation);
            init.Latents.RestoreInPlace(x, soft);
            return x;
        });
        _observer.Progress(stepsBefore + pass.Plan.TotalSteps, total);
        _observer.Latents(batch, pass.Name + "result", latents);
        return latents;
    }

    private IGuidedDenoiser Refined(CfgDenoiser denoiser, SamplingPass pass, InitStage init) => _refiner!.Around(
        denoiser,
        pass,
        pass == _first ? _texts : _hires!.Texts,
        _first.Sampler.TotalSteps(_request.Steps),
        pass == _first ? null : pass.Sampler.TotalSteps(pass.Request.Steps),
        init.Conditioning,
        _cancellation);

    private float[] Invert(InitStage init, float[] fresh)
    {
        GenerationRequest decoding = _request with { CfgScale = _request.Inversion!.CfgScale, Steps = _request.Inversion.Steps };
        Sampler euler = SamplerCatalog.Find("Euler");
        SamplingPlan plan = SamplingSetup.Plan(decoding, euler, SchedulerCatalog.Automatic, PassStart.Noise);
        CfgDenoiser denoiser = SamplingSetup.Denoiser(_first.Predictor, _inversion!, init.Conditioning, plan, decoding, _model);
        var inversion = new LatentInversion(_request.Inversion, denoiser, SamplingSetup.Table(euler, _request.Settings));
        float whole = SamplingSetup.Plan(_request, euler, SchedulerCatalog.Automatic, PassStart.Noise).Sigmas[0];
        return inversion.Noise(init.Latents.Latents, fresh, whole, _cancellation);
    }

    private float[] FirstNoise(ImageNoise noise, int count)
    {
        var first = new float[count];
        noise.Next(first);
        float multiplier = (float)_request.Settings.InitialNoiseMultiplier.Value;
        if (IsImg2Img && _inversion is null && multiplier != 1)
        {
            for (int i = 0; i < first.Length; i++)
            {
                first[i] *= multiplier;
            }
        }

        return first;
    }

    private void Finish(int batch, List<PictureSeed> seeds, float[] latents, SamplingPass last, List<CfgDenoiser> denoisers, InitStage init, List<Picture> beforeHires)
    {
        if (!float.IsFinite(latents.Sum()))
        {
            throw new GenerationException(
                "The denoising network gave numbers that are not finite, so there is no picture: the checkpoint may be damaged, or the CFG scale or an option too extreme.");
        }

        LatentShape shape = last.Shape;
        var infotext = new JobInfotext(_model, _first, _texts, _hires, _refiner, denoisers, isPlain: init.Pictures?.Mask is null);
        PictureCoder coder = _refiner is { IsActive: true } ? _refiner.Coder : last == _first ? _coder : _hires!.Coder;
        ReleaseAllBut(coder);
        var finish = new PictureFinish(_request, init.Pictures, init.Latents, _shape);
        for (int i = 0; i < _batchSize; i++)
        {
            FinishedPicture finished = finish.Finish(i, Decode(coder, latents, i, shape), latents.AsSpan(i * shape.Count, shape.Count));
            InfotextImage description = infotext.Of(seeds[i].Seed, seeds[i].Subseed);
            _observer.Finished(new GeneratedPicture(batch * _batchSize + i, seeds[i].Seed, seeds[i].Subseed, finished.Picture, InfotextWriter.Write(description, batch * _batchSize + i))
            {
                Description = description,
                Mask = _request.Settings.ReturnMask ? finished.Mask : null,
                MaskComposite = _request.Settings.ReturnMaskComposite ? finished.MaskComposite : null,
                Beside = [.. Beside(finished, beforeHires.ElementAtOrDefault(i))],
                InitPictures = _request.Settings.SaveInitPictures ? [.. _request.InitPictures.Select(picture => (JobInfotext.HashOf(picture), picture))] : [],
                IsIncomplete = _control?.EndsBatch == true,
            });
        }
    }

    /// <summary>One autoencoder at a time has working memory.</summary>
    private void ReleaseAllBut(PictureCoder working)
    {
        foreach (PictureCoder idle in new[] { _coder, _hires?.Coder, _refiner?.Coder }.OfType<PictureCoder>().Where(coder => coder != working))
        {
            idle.Release();
        }
    }

    private Picture Decode(PictureCoder coder, float[] latents, int index, LatentShape shape) => Stage(
        Stages.Decoding, () => coder.Decode(latents.AsSpan(index * shape.Count, shape.Count), shape, new StageProgress(_observer), _cancellation));

    /// <summary>What the settings ask to save with a picture, under webui's suffixes.</summary>
    private IEnumerable<(string Suffix, Picture Picture)> Beside(FinishedPicture finished, Picture? beforeHires)
    {
        (string Suffix, Picture? Picture)[] all =
        [
            ("-before-highres-fix", beforeHires),
            ("-before-color-correction", finished.Uncorrected),
            ("-mask", _request.Settings.SaveMask ? finished.Mask : null),
            ("-mask-composite", _request.Settings.SaveMaskComposite ? finished.MaskComposite : null),
        ];
        return all.Where(part => part.Picture is not null).Select(part => (part.Suffix, part.Picture!));
    }

    /// <summary>webui.md 2.1.4: with a variation all pictures have one seed and the variation seeds count on.</summary>
    private PictureSeed SeedsOf(int index) => new(_request.SubseedStrength.IsZero ? _seed + index : _seed, _subseed + index);

    private T Stage<T>(string name, Func<T> work)
    {
        _cancellation.ThrowIfCancellationRequested();
        _observer.Stage(name);
        _packing.Stage = name;
        TimeSpan packed = _packing.Time;
        long start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _stages[name] = _stages.GetValueOrDefault(name) + Stopwatch.GetElapsedTime(start) - (_packing.Time - packed);
        }
    }

    private static IEnumerable<StepTime> Merge(IEnumerable<StepTime> times) => times.GroupBy(time => time.Kind).Select(group => new StepTime(
        group.Key, group.Aggregate(TimeSpan.Zero, (sum, time) => sum + time.Time), group.Sum(time => time.Operations)));

    /// <summary>Progress within a call of the network as steps of the job.</summary>
    private sealed class CallProgress(IGenerationObserver observer, Func<int> call, int before, int total) : IProgress<double>
    {
        public void Report(double value) => observer.Progress(Math.Min(total, before + call() + value), total);
    }
}
