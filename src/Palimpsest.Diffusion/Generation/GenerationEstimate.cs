using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation;

/// <summary>What a job will take.</summary>
/// <param name="Memory">Bytes by part. Working memory is that of the stage which needs most.</param>
/// <param name="Operations">Floating-point operations of all pictures.</param>
/// <param name="ModelCalls">How often the denoising network runs, prompt and negative prompt counted once.</param>
/// <param name="Time">On the device it was estimated for, within some tens of percent.</param>
public sealed record GenerationEstimate(IReadOnlyList<(string Part, long Bytes)> Memory, double Operations, int ModelCalls, TimeSpan Time)
{
    /// <summary>Part of the matrix product's speed that whole networks reach; measured: docs/performance.md.</summary>
    private const double NetworkEfficiency = 0.7;

    public long TotalBytes => Memory.Sum(part => part.Bytes);

    internal static GenerationEstimate Of(StableDiffusionModel model, Device device, MemoryBudget budget, GenerationRequest request)
    {
        var shape = new LatentShape(model.Autoencoder.LatentChannels, request.Height / PictureSides.Cell, request.Width / PictureSides.Cell);
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(request.Sampler, request.Scheduler);
        var sampling = new SamplingRequest(sampler, scheduler, request.Steps, ModelSigmas.Default);
        bool fromPicture = request.InitPictures.Count > 0;
        SamplingPlan plan = fromPicture
            ? SamplingPlan.FromImage(sampling, request.DenoisingStrength.Value, request.Settings.FixSteps)
            : SamplingPlan.FromNoise(sampling);

        using var predictor = new UNetPredictor(model, device, shape, request.Tiling, budget);
        var coder = new PictureCoder(model, device, request.Tiling, budget);
        int tokens = model.Text.Positions;
        int rows = predictor.RowsAtOnce((request.Settings.BatchCondUncond ? 2 : 1) * request.BatchSize, tokens);
        Graph text = ClipEncoder.Describe(model, request.Settings.ClipSkip), denoiser = predictor.Describe(rows, tokens);
        Graph decoder = coder.DescribeDecoder(shape);
        Graph? encoder = fromPicture ? coder.DescribeEncoder(request.Width, request.Height) : null;

        PlanMemory textMemory = device.Measure(text), denoiserMemory = device.Measure(denoiser);
        PlanMemory decoderMemory = coder.MeasureDecoder(shape), encoderMemory = encoder is null ? default : coder.MeasureEncoder(request.Width, request.Height);
        long working = new[] { textMemory, denoiserMemory, decoderMemory, encoderMemory }.Max(memory => memory.ArenaBytes + memory.ScratchBytes);
        int pictures = request.BatchSize * request.BatchCount;
        double operations = 2 * text.Operations
            + (2.0 * request.BatchSize / rows * denoiser.Operations * plan.TotalSteps * request.BatchCount)
            + (pictures * decoder.Operations) + (encoder?.Operations ?? 0);
        var time = TimeSpan.FromSeconds(operations / (NetworkEfficiency * DeviceSpeed.Measure(device)));
        return new GenerationEstimate(
            [
                ("text encoder's weights", textMemory.WeightBytes),
                ("denoising network's weights", denoiserMemory.WeightBytes),
                ("autoencoder's weights", decoderMemory.WeightBytes + encoderMemory.WeightBytes),
                ("working memory", working),
            ],
            operations,
            plan.TotalSteps * request.BatchCount,
            time);
    }
}
