using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// Makes pictures with one model on one device: txt2img and img2img as webui 1.10.1 makes them, seed for seed. Keeps what the next job can
/// use again (packed weights, encoded prompts). One job at a time.
/// </summary>
public sealed class ImageGenerator : IDisposable
{
    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() => new ClipTokenizer());

    private readonly StableDiffusionModel _model;
    private readonly Device _device;
    private readonly Dictionary<(int ClipSkip, PromptOptions Options), (ClipEncoder Clip, PromptEncoder Prompts)> _prompts = [];
    private readonly NetworkLibrary _library;
    private readonly NetworkActivation _networks;
    private StableDiffusionModel _active;

    /// <param name="model">Stays the caller's.</param>
    /// <param name="device">Stays the caller's.</param>
    /// <param name="budget">Null: most of what the machine has.</param>
    /// <param name="networks">The adapters that prompts can name; null: none.</param>
    public ImageGenerator(StableDiffusionModel model, Device device, MemoryBudget? budget = null, NetworkLibrary? networks = null)
    {
        (_model, _device, _active) = (model, device, model);
        Budget = budget ?? MemoryBudget.OfMachine();
        _library = networks ?? new NetworkLibrary(NetworkFolders.None);
        _networks = new NetworkActivation(model, device, _library, Tokenizer.Value);
    }

    /// <summary>What the next job may take, the model's own weights included.</summary>
    public MemoryBudget Budget { get; set; }

    /// <summary>Finds the other checkpoints that requests name; null: requests must not name any.</summary>
    public ICheckpointSource? Others { get; init; }

    internal StableDiffusionModel Model => _active;

    /// <summary>The tokenizer of Stable Diffusion 1's text encoder.</summary>
    internal static ClipTokenizer TextTokenizer => Tokenizer.Value;

    /// <summary>Where the last job's time went, stage by stage.</summary>
    public IReadOnlyList<StageTime> Times { get; private set; } = [];

    /// <summary>Makes the request's pictures and hands over each as soon as it is finished.</summary>
    /// <param name="control">Ends batches early; null: nothing does.</param>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    /// <exception cref="PromptException">A prompt is malformed.</exception>
    /// <exception cref="Samplers.SamplingException">The sampler cannot go on with these steps or predictions.</exception>
    /// <exception cref="ArgumentException">There is no such sampler or scheduler; the message names the nearest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was handed over stays.</exception>
    public void Run(GenerationRequest request, IGenerationObserver observer, CancellationToken cancellation = default, GenerationControl? control = null)
    {
        request.Validate();
        if (request.Checkpoint is string checkpoint)
        {
            observer.Stage(Stages.OpeningCheckpoint);
            ImageGenerator other = Other(checkpoint, "checkpoint");
            other.Run(request with { Checkpoint = null }, observer, cancellation, control);
            Times = other.Times;
            return;
        }

        request = AddedNetworks.AddTo(request, _library);
        PromptTexts texts = PromptTexts.Of(request);
        Activate(texts, observer);
        WarnOfCutPrompts(texts, request, observer);
        using var run = new GenerationRun(_active, _device, Budget, request, HiresOf(request, observer), RefinerOf(request, observer), observer, control, cancellation);
        try
        {
            run.Execute(EncodePrompts);
        }
        finally
        {
            Times = run.Times;
        }
    }

    /// <summary>Bytes that the model's weights take once its networks have run.</summary>
    public long WeightBytes => ModelMemory.WeightBytes(_model, _device);

    /// <summary>The memory and the work of a job, without doing it.</summary>
    /// <param name="isImg2Img">Whether there will be a picture to encode; the request need not have it yet.</param>
    /// <param name="observer">Warned of adapters that are left out.</param>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    public GenerationEstimate Estimate(GenerationRequest request, bool isImg2Img, IGenerationObserver observer)
    {
        request.Validate();
        request = AddedNetworks.AddTo(request, _library);
        Activate(PromptTexts.Of(request), observer);
        return GenerationEstimate.Of(_active, _device, Budget, request, isImg2Img);
    }

    private ImageGenerator? HiresOf(GenerationRequest request, IGenerationObserver observer)
    {
        if (request.Hires?.Checkpoint is not string checkpoint)
        {
            return null;
        }

        observer.Stage(Stages.OpeningCheckpoint);
        return Active(Other(checkpoint, "hires checkpoint"), request, observer);
    }

    private ImageGenerator? RefinerOf(GenerationRequest request, IGenerationObserver observer)
    {
        if (request.Refiner is not Refiner refiner)
        {
            return null;
        }

        observer.Stage(Stages.OpeningRefiner);
        return Active(Other(refiner.Checkpoint, "refiner"), request, observer);
    }

    private ImageGenerator Other(string name, string what) => Others?.Find(name)
        ?? throw new GenerationException($"The request names the {what} '{name}', but no other checkpoints are at hand: leave it out.");

    /// <summary>Another checkpoint under the influence of the same networks.</summary>
    private static ImageGenerator Active(ImageGenerator other, GenerationRequest request, IGenerationObserver observer)
    {
        other.Activate(PromptTexts.Of(request), observer);
        return other;
    }

    public void Dispose()
    {
        _networks.Dispose();
        _device.Release(_model.Weights.Weights.Values);
    }

    /// <summary>Encoded prompts are kept as long as the same networks act.</summary>
    private void Activate(PromptTexts texts, IGenerationObserver observer)
    {
        StableDiffusionModel active = _networks.Activate(texts.Tags, texts, observer);
        if (active != _active)
        {
            _active = active;
            _prompts.Clear();
        }
    }

    /// <summary>Old emphasis reads one chunk of a prompt; webui says what it leaves out.</summary>
    private void WarnOfCutPrompts(PromptTexts texts, GenerationRequest request, IGenerationObserver observer)
    {
        if (!request.Settings.OldEmphasis)
        {
            return;
        }

        var tokenizer = new PromptTokenizer(Tokenizer.Value, _active.Networks.EmbeddingNames);
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

    /// <summary>Prompt, negative prompt and empty prompt as conditioning; kept for the next job with the same texts.</summary>
    internal EncodedPrompts EncodePrompts(GenerationRequest request, PromptTexts texts, int steps, int? hiresSteps)
    {
        GenerationSettings settings = request.Settings;
        PromptOptions options = settings.Prompts;
        if (!_prompts.TryGetValue((settings.ClipSkip, options), out (ClipEncoder Clip, PromptEncoder Prompts) known))
        {
            var clip = new ClipEncoder(_active, _device, settings.ClipSkip);
            known = (clip, new PromptEncoder(clip, new PromptTokenizer(Tokenizer.Value, _active.Networks.EmbeddingNames), options));
            _prompts.Add((settings.ClipSkip, options), known);
        }

        using ClipEncoder working = known.Clip;
        PromptEncoder prompts = known.Prompts;
        IReadOnlyList<PromptPart> positive = prompts.EncodePositive(texts.Encoded, steps, hiresSteps);
        ConditioningSchedule negative = prompts.EncodeNegative(texts.Negative, steps, hiresSteps);
        Conditioning? padding = settings.PadCondUncond ? prompts.EncodeNegative("", steps).At(0) : null;
        return new EncodedPrompts(positive, negative, padding);
    }
}
