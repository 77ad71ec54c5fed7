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
    internal static GenerationEstimate Of(PassModels models, PassModels? refiner, Device device, MemoryBudget budget, GenerationRequest request, bool isImg2Img)
    {
        var weights = JobWeights.Of(models, refiner, device);
        MemoryBudget working = budget.Beside(weights);
        Graph text = ClipEncoder.Describe(models.First.Model, request.Settings.ClipSkip);
        PassStart start = isImg2Img ? PassStart.Picture : PassStart.Noise;
        PassCost first = PassCost.Of(models.First.Model, device, working, request, start);
        PassCost? last = request.Hires is HiresFix hires ? Second(models.Second, hires) : null;
        List<PassCost> passes = [first, .. new[] { last }.OfType<PassCost>()];
        if (refiner is not null && RefinerStage.MayTakeOver(request, isHires: false))
        {
            passes.Add(PassCost.Of(refiner.First.Model, device, working, request, start));
        }

        if (refiner is not null && request.Hires is HiresFix refined && RefinerStage.MayTakeOver(request, isHires: true))
        {
            passes.Add(Second(refiner.Second, refined));
        }

        // One after the other takes it; a refiner's network when the pass's own has given it back.
        long most = Math.Max(WorkingBytes(device, text), passes.Max(pass => pass.WorkingBytes));
        double operations = 2 * text.Operations + first.Operations + (last?.Operations ?? 0);
        int calls = (first.Steps + (last?.Steps ?? 0)) * request.BatchCount;
        var time = TimeSpan.FromSeconds(operations / (NetworkEfficiency * DeviceSpeed.Measure(device)));
        return new GenerationEstimate([.. weights.Parts, ("working memory", most)], operations, calls, time);

        PassCost Second(NetworkedModel model, HiresFix hires) => PassCost.Of(model.Model, device, working, HiresPass.SecondRequest(request, hires), PassStart.HiresLatent);
    }

    internal static long WorkingBytes(Device device, Graph graph)
    {
        PlanMemory memory = device.Measure(graph);
        return memory.ArenaBytes + memory.ScratchBytes;
    }
}
