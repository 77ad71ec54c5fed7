using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
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
    private readonly MemoryBudget _budget;
    private readonly Dictionary<(int ClipSkip, PromptOptions Options), (ClipEncoder Clip, PromptEncoder Prompts)> _prompts = [];

    /// <param name="model">Stays the caller's.</param>
    /// <param name="device">Stays the caller's.</param>
    /// <param name="budget">Null: most of what the machine has.</param>
    public ImageGenerator(StableDiffusionModel model, Device device, MemoryBudget? budget = null)
    {
        (_model, _device, _budget) = (model, device, budget ?? MemoryBudget.OfMachine());
    }

    /// <summary>Finds the other checkpoints that requests name; null: requests must not name any.</summary>
    public CheckpointShelf? Others { get; init; }

    internal StableDiffusionModel Model => _model;

    /// <summary>Where the last job's time went, stage by stage.</summary>
    public IReadOnlyList<StageTime> Times { get; private set; } = [];

    /// <summary>Makes the request's pictures and hands over each as soon as it is finished.</summary>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    /// <exception cref="PromptException">A prompt is malformed.</exception>
    /// <exception cref="Samplers.SamplingException">The sampler cannot go on with these steps or predictions.</exception>
    /// <exception cref="ArgumentException">There is no such sampler or scheduler; the message names the nearest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was handed over stays.</exception>
    public void Run(GenerationRequest request, IGenerationObserver observer, CancellationToken cancellation = default)
    {
        request.Validate();
        if (request.Checkpoint is string checkpoint)
        {
            observer.Stage(Stages.OpeningCheckpoint);
            ImageGenerator other = Other(checkpoint, "checkpoint");
            other.Run(request with { Checkpoint = null }, observer, cancellation);
            Times = other.Times;
            return;
        }

        using var run = new GenerationRun(_model, _device, _budget, request, HiresOf(request, observer), RefinerOf(request, observer), observer, cancellation);
        try
        {
            run.Execute(EncodePrompts);
        }
        finally
        {
            Times = run.Times;
        }
    }

    /// <summary>The memory and the work of a job, without doing it.</summary>
    /// <param name="isImg2Img">Whether there will be a picture to encode; the request need not have it yet.</param>
    /// <exception cref="GenerationException">The request cannot be carried out.</exception>
    public GenerationEstimate Estimate(GenerationRequest request, bool isImg2Img)
    {
        request.Validate();
        return GenerationEstimate.Of(_model, _device, _budget, request, isImg2Img);
    }

    private ImageGenerator? HiresOf(GenerationRequest request, IGenerationObserver observer)
    {
        if (request.Hires?.Checkpoint is not string checkpoint)
        {
            return null;
        }

        observer.Stage(Stages.OpeningCheckpoint);
        return Other(checkpoint, "hires checkpoint");
    }

    private ImageGenerator? RefinerOf(GenerationRequest request, IGenerationObserver observer)
    {
        if (request.Refiner is not Refiner refiner)
        {
            return null;
        }

        observer.Stage(Stages.OpeningRefiner);
        return Other(refiner.Checkpoint, "refiner");
    }

    private ImageGenerator Other(string name, string what) => Others?.Find(name)
        ?? throw new GenerationException($"The request names the {what} '{name}', but no other checkpoints are at hand: leave it out.");

    public void Dispose() => _device.Release(_model.Weights.Weights.Values);

    /// <summary>Prompt, negative prompt and empty prompt as conditioning; kept for the next job with the same texts.</summary>
    internal EncodedPrompts EncodePrompts(GenerationRequest request, PromptTexts texts, int steps, int? hiresSteps)
    {
        GenerationSettings settings = request.Settings;
        var options = new PromptOptions(settings.Emphasis, settings.CommaBacktrack, settings.OldScheduling);
        if (!_prompts.TryGetValue((settings.ClipSkip, options), out (ClipEncoder Clip, PromptEncoder Prompts) known))
        {
            var clip = new ClipEncoder(_model, _device, settings.ClipSkip);
            known = (clip, new PromptEncoder(clip, new PromptTokenizer(Tokenizer.Value), options));
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
