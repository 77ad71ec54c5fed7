using Palimpsest.Compute;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A checkpoint under the influence of the networks that one prompt names, and what was encoded under it.</summary>
/// <param name="model">Stays the caller's.</param>
/// <param name="device">Stays the caller's.</param>
internal sealed class NetworkedModel(StableDiffusionModel model, Device device, NetworkLibrary library) : IDisposable
{
    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() => new ClipTokenizer());

    private readonly NetworkActivation _networks = new(model, device, library, Tokenizer.Value);
    private readonly Dictionary<(int ClipSkip, PromptOptions Options), (ClipEncoder Clip, PromptEncoder Prompts)> _encoders = [];
    private StableDiffusionModel _active = model;

    /// <summary>The tokenizer of Stable Diffusion 1's text encoder.</summary>
    public static ClipTokenizer TextTokenizer => Tokenizer.Value;

    /// <summary>The model as the last activated request wants it.</summary>
    public StableDiffusionModel Model { get; private set; } = model;

    /// <summary>Applies the networks of the request's prompt. Encoded prompts are kept as long as the same networks act.</summary>
    /// <param name="autoencoder">In place of the checkpoint's; null: its own.</param>
    public void Activate(GenerationRequest request, ChosenAutoencoder? autoencoder, IGenerationObserver observer)
    {
        var texts = PromptTexts.Of(request);
        StableDiffusionModel active = _networks.Activate(texts.Tags, texts, observer);
        if (active != _active)
        {
            _active = active;
            _encoders.Clear();
        }

        Model = autoencoder is null ? active : active.With(autoencoder);
    }

    /// <summary>Prompt, negative prompt and empty prompt as conditioning; kept for the next job with the same texts.</summary>
    /// <param name="steps">The first pass's steps, as prompt schedules count them.</param>
    /// <param name="hiresSteps">The second pass's, when the prompts are for that.</param>
    /// <param name="packing">Tells of the text encoder's weights being packed.</param>
    public EncodedPrompts Encode(GenerationRequest request, PromptTexts texts, int steps, int? hiresSteps, WeightPacking packing)
    {
        GenerationSettings settings = request.Settings;
        PromptOptions options = settings.Prompts;
        if (!_encoders.TryGetValue((settings.ClipSkip, options), out (ClipEncoder Clip, PromptEncoder Prompts) known))
        {
            var clip = new ClipEncoder(_active, device, settings.ClipSkip);
            known = (clip, new PromptEncoder(clip, new PromptTokenizer(TextTokenizer, _active.Networks.EmbeddingNames), options));
            _encoders.Add((settings.ClipSkip, options), known);
        }

        using ClipEncoder working = known.Clip;
        working.Packing = packing;
        PromptEncoder prompts = known.Prompts;
        IReadOnlyList<PromptPart> positive = prompts.EncodePositive(texts.Encoded, steps, hiresSteps);
        ConditioningSchedule negative = prompts.EncodeNegative(texts.Negative, steps, hiresSteps);
        Conditioning? padding = settings.PadCondUncond ? prompts.EncodeNegative("", steps).At(0) : null;
        return new EncodedPrompts(positive, negative, padding);
    }

    /// <summary>Lets go of the packed weights that another model made of the same checkpoint has in another form, so that not both take room.</summary>
    public static void Release(Device device, StableDiffusionModel from, StableDiffusionModel to)
    {
        if (from != to && from.IsMadeOfSameFileAs(to))
        {
            IReadOnlyDictionary<string, Weight> others = to.Weights.Weights;
            device.Release(from.Weights.Weights.Where(pair => others.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Value));
        }
    }

    public void Dispose() => _networks.Dispose();
}
