using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>What a job will take.</summary>
/// <param name="Memory">Bytes by part. Working memory is that of the stage which needs most; the autoencoder's shrinks to what is left when memory is short.</param>
/// <param name="Operations">Floating-point operations of all pictures.</param>
/// <param name="ModelCalls">How often the denoising network runs, prompt and negative prompt counted once.</param>
/// <param name="Time">On the device it was estimated for, within some tens of percent.</param>
public sealed record GenerationEstimate(IReadOnlyList<(string Part, long Bytes)> Memory, double Operations, int ModelCalls, TimeSpan Time)
{
    /// <summary>Part of the matrix product's speed that whole networks reach; measured: docs/performance.md.</summary>
    private const double NetworkEfficiency = 0.7;

    public long TotalBytes => Memory.Sum(part => part.Bytes);

    /// <param name="isImg2Img">Whether there is a picture to encode, which the request may leave out here.</param>
    internal static GenerationEstimate Of(
        StableDiffusionModel model, Device device, MemoryBudget budget, GenerationRequest request, bool isImg2Img)
    {
        IReadOnlyList<(string Part, long Bytes)> weights = ModelMemory.Parts(model, device);
        MemoryBudget working = budget.Beside(weights.Sum(part => part.Bytes));
        var shape = new LatentShape(model.Autoencoder.LatentChannels, request.Height / PictureSides.Cell, request.Width / PictureSides.Cell);
        SamplingPlan plan = PlanOf(request, isImg2Img);

        using var predictor = new UNetPredictor(model, device, shape, request.Tiling, working);
        int rows = predictor.RowsAtOnce((request.Settings.BatchCondUncond ? 2 : 1) * request.BatchSize, model.Text.Positions);
        var vae = new Vae(model.Autoencoder, model.Weights);
        Graph text = ClipEncoder.Describe(model, request.Settings.ClipSkip), denoiser = predictor.Describe(rows, model.Text.Positions);
        Graph decoder = vae.DescribeDecoder(1, shape.Height, shape.Width), encoder = vae.DescribeEncoder(1, request.Height, request.Width);
        long coderBytes = Math.Max(WorkingBytes(device, decoder), isImg2Img ? WorkingBytes(device, encoder) : 0);
        long denoiserBytes = WorkingBytes(device, denoiser);

        // The denoising network keeps its arena while a batch is decoded.
        long most = Math.Max(WorkingBytes(device, text), denoiserBytes + Math.Min(coderBytes, working.Bytes));
        int pictures = request.BatchSize * request.BatchCount;
        double operations = 2 * text.Operations
            + (2.0 * request.BatchSize / rows * denoiser.Operations * plan.TotalSteps * request.BatchCount)
            + (pictures * decoder.Operations) + (isImg2Img ? encoder.Operations : 0);
        var time = TimeSpan.FromSeconds(operations / (NetworkEfficiency * DeviceSpeed.Measure(device)));
        return new GenerationEstimate([.. weights, ("working memory", most)], operations, plan.TotalSteps * request.BatchCount, time);
    }

    private static SamplingPlan PlanOf(GenerationRequest request, bool isImg2Img)
    {
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(request.Sampler, request.Scheduler);
        SamplingRequest sampling = SamplingSetup.Request(sampler, scheduler, request);
        return isImg2Img
            ? SamplingPlan.FromImage(sampling, request.DenoisingStrength.Value, request.Settings.FixSteps)
            : SamplingPlan.FromNoise(sampling);
    }

    private static long WorkingBytes(Device device, Graph graph)
    {
        PlanMemory memory = device.Measure(graph);
        return memory.ArenaBytes + memory.ScratchBytes;
    }
}
