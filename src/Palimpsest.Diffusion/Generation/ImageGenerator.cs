using Palimpsest.Compute;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// Makes pictures with one model on one device: txt2img and img2img as webui 1.10.1 makes them, seed for seed. Keeps what the next job can
/// use again (packed weights, encoded prompts). One job at a time.
/// </summary>
public sealed class ImageGenerator : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly Device _device;
    private readonly NetworkLibrary _library;
    private readonly NetworkedModel _first;
    private NetworkedModel? _second;
    private ChosenAutoencoder? _autoencoder;

    /// <param name="model">Stays the caller's.</param>
    /// <param name="device">Stays the caller's.</param>
    /// <param name="budget">Null: most of what the machine has.</param>
    /// <param name="networks">The adapters that prompts can name; null: none.</param>
    public ImageGenerator(StableDiffusionModel model, Device device, MemoryBudget? budget = null, NetworkLibrary? networks = null)
    {
        (_model, _device) = (model, device);
        Budget = budget ?? MemoryBudget.OfMachine();
        _library = networks ?? new NetworkLibrary(NetworkFolders.None);
        _first = new NetworkedModel(model, device, _library);
    }

    /// <summary>What jobs may take: weights, and what else is packed on the device, included.</summary>
    public MemoryBudget Budget { get; }

    /// <summary>Finds the other checkpoints that requests name; null: requests must not name any.</summary>
    public ICheckpointSource? Others { get; init; }

    /// <summary>Where the last job's time went, stage by stage.</summary>
    public IReadOnlyList<StageTime> Times { get; private set; } = [];

    /// <summary>Makes the request's pictures and hands over each as soon as it is finished.</summary>
    /// <param name="control">Ends batches early; null: nothing does.</param>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    /// <exception cref="PromptException">A prompt is malformed.</exception>
    /// <exception cref="Samplers.SamplingException">The sampler cannot go on with these steps or predictions.</exception>
    /// <exception cref="Checkpoints.CheckpointException">An autoencoder or another checkpoint that the request names cannot be used.</exception>
    /// <exception cref="ArgumentException">There is no such sampler or scheduler; the message names the nearest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was handed over stays.</exception>
    public void Run(GenerationRequest request, IGenerationObserver observer, CancellationToken cancellation = default, GenerationControl? control = null) =>
        Run(request, isOther: false, observer, cancellation, control);

    /// <param name="isOther">Whether it is run for a generator that a job began with.</param>
    private void Run(GenerationRequest request, bool isOther, IGenerationObserver observer, CancellationToken cancellation, GenerationControl? control)
    {
        request.Validate();
        request = HiresFix.Settled(request);
        if (!isOther)
        {
            Others?.Expect([.. new[] { request.Checkpoint, request.Hires?.Checkpoint, request.Refiner?.Checkpoint }.OfType<string>()]);
        }

        if (request.Checkpoint is string checkpoint)
        {
            observer.Stage(Stages.OpeningCheckpoint);
            ImageGenerator other = Other(checkpoint, "checkpoint", observer);
            other.Run(request with { Checkpoint = null }, isOther: true, observer, cancellation, control);
            Times = other.Times;
            return;
        }

        request = AddedNetworks.AddTo(request, _library);
        (PassModels models, PassModels? refiner) = ModelsOf(request, isOther, observer);
        WarnOfCutPrompts(request, observer);
        var weights = JobWeights.Of(models, refiner, _device);
        MemoryBudget working = Budget.Beside(weights, _device.PackedBytes(weights.All));
        using var run = new GenerationRun(models, refiner, _device, working, request, observer, control, cancellation);
        try
        {
            run.Execute();
        }
        finally
        {
            Times = run.Times;
        }
    }

    /// <summary>Bytes that the model's weights take once its networks have run.</summary>
    public long WeightBytes => ModelMemory.WeightBytes(_model, _device);

    /// <summary>The memory and the work of a job, without doing it. The other checkpoints that it names are opened, not packed.</summary>
    /// <param name="isImg2Img">Whether there will be a picture to encode; the request need not have it yet.</param>
    /// <param name="observer">Warned of adapters that are left out.</param>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    /// <exception cref="Checkpoints.CheckpointException">An autoencoder or another checkpoint that the request names cannot be used.</exception>
    public GenerationEstimate Estimate(GenerationRequest request, bool isImg2Img, IGenerationObserver observer) => Estimate(request, isOther: false, isImg2Img, observer);

    /// <inheritdoc cref="Run(GenerationRequest, bool, IGenerationObserver, CancellationToken, GenerationControl?)" path="/param"/>
    private GenerationEstimate Estimate(GenerationRequest request, bool isOther, bool isImg2Img, IGenerationObserver observer)
    {
        request.Validate();
        request = HiresFix.Settled(request);
        if (request.Checkpoint is string checkpoint)
        {
            return Other(checkpoint, "checkpoint", observer).Estimate(request with { Checkpoint = null }, isOther: true, isImg2Img, observer);
        }

        request = AddedNetworks.AddTo(request, _library);
        (PassModels models, PassModels? refiner) = ModelsOf(request, isOther, observer);
        return GenerationEstimate.Of(models, refiner, _device, Budget, request, isImg2Img);
    }

    /// <summary>The model as the request's passes want it.</summary>
    /// <param name="isOther">Whether another generator's job needs it.</param>
    internal PassModels Activate(GenerationRequest request, bool isOther, IGenerationObserver observer)
    {
        ChooseAutoencoder(request, isOther);
        _first.Activate(request, _autoencoder, observer);
        GenerationRequest? second = request.Hires is HiresFix hires && hires.Checkpoint is null ? HiresPass.SecondRequest(request, hires) : null;
        if (second is null || PromptTexts.Of(second).NamesSameNetworksAs(PromptTexts.Of(request)))
        {
            _second?.Dispose();
            _second = null;
            return new PassModels(_first, _first);
        }

        _second ??= new NetworkedModel(_model, _device, _library);
        _second.Activate(second, _autoencoder, observer);
        return new PassModels(_first, _second);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
        Choose(null);
        _device.Release(_model.Weights.Weights.Values);
    }

    /// <summary>
    /// What the passes and the refiner paint with. Where one checkpoint serves in several of these places, each place has its own networks.
    /// </summary>
    private (PassModels Passes, PassModels? Refiner) ModelsOf(GenerationRequest request, bool isOther, IGenerationObserver observer)
    {
        if (request.Hires is HiresFix { Checkpoint: not null } hires)
        {
            observer.Stage(Stages.OpeningCheckpoint);
            ImageGenerator second = Other(hires.Checkpoint, "hires checkpoint", observer);
            GenerationRequest own = request with { Hires = hires with { Checkpoint = null } };
            if (second == this)
            {
                return (Activate(own, isOther, observer), RefinerOf(own, observer).Models);
            }

            PassModels passes = Activate(request, isOther, observer);
            (ImageGenerator? generator, PassModels? refiner) = RefinerOf(own, observer);
            NetworkedModel secondModel = second == generator ? refiner!.Second : second.Activate(HiresPass.SecondRequest(request, hires), isOther: true, observer).First;
            return (passes with { Second = secondModel }, refiner);
        }

        return (Activate(request, isOther, observer), RefinerOf(request, observer).Models);
    }

    /// <param name="request">Without a hires checkpoint: the refiner takes over in both passes.</param>
    private (ImageGenerator? Generator, PassModels? Models) RefinerOf(GenerationRequest request, IGenerationObserver observer)
    {
        if (request.Refiner is not Refiner refiner)
        {
            return (null, null);
        }

        observer.Stage(Stages.OpeningRefiner);
        ImageGenerator generator = Other(refiner.Checkpoint, "refiner", observer);
        return (generator, generator.Activate(request, isOther: true, observer));
    }

    private ImageGenerator Other(string name, string what, IGenerationObserver observer) => Others?.Find(name, observer)
        ?? throw new GenerationException($"The request names the {what} '{name}', but no other checkpoints are at hand: leave it out.");

    /// <summary>Opens the autoencoder that the request names, unless it is the model's or the last one.</summary>
    private void ChooseAutoencoder(GenerationRequest request, bool isOther)
    {
        string? path = request.Vae is string name ? _library.AutoencoderFor(_model.FilePath, name)
            : isOther && request.VaeOfOthers is VaeRule rule ? _library.AutoencoderFor(_model.FilePath, rule.Setting, rule.Overrides)
            : _model.VaePath;
        if (path == _model.VaePath)
        {
            Choose(null);
        }
        else if (_autoencoder is null || _autoencoder.Path != path)
        {
            Choose(ChosenAutoencoder.Open(_model, path, _library.AutoencoderHash));
        }
    }

    private void Choose(ChosenAutoencoder? autoencoder)
    {
        if (_autoencoder is not null)
        {
            _device.Release(_autoencoder.Weights.Values);
            _autoencoder.Dispose();
        }

        _autoencoder = autoencoder;
    }

    /// <summary>Old emphasis reads one chunk of a prompt; webui says what it leaves out.</summary>
    private void WarnOfCutPrompts(GenerationRequest request, IGenerationObserver observer)
    {
        if (!request.Settings.OldEmphasis)
        {
            return;
        }

        var texts = PromptTexts.Of(request);
        var tokenizer = new PromptTokenizer(NetworkedModel.TextTokenizer, _first.Model.Networks.EmbeddingNames);
        IEnumerable<string> parts = PromptComposition.Split(texts.Encoded).Select(part => part.Text).Append(texts.Negative);
        foreach (string text in parts.SelectMany(part => PromptSchedule.Expand(part, request.Steps, null, request.Settings.OldScheduling)).Select(entry => entry.Text).Distinct())
        {
            int count = tokenizer.Tokenize(text, request.Settings.Prompts).TokenCount;
            if (count > PromptChunk.Capacity)
            {
                observer.Warning($"The old emphasis implementation reads {PromptChunk.Capacity} tokens of a prompt; the last {count - PromptChunk.Capacity} of '{text}' are cut off.");
            }
        }
    }
}
