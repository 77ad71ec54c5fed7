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

    /// <param name="model">As the first pass uses it.</param>
    /// <param name="second">As hires fix's pass uses it; the same when there is none.</param>
    /// <param name="isImg2Img">Whether there is a picture to encode, which the request may leave out here.</param>
    internal static GenerationEstimate Of(
        StableDiffusionModel model, StableDiffusionModel second, Device device, MemoryBudget budget, GenerationRequest request, bool isImg2Img)
    {
        // One after the other takes room, never both.
        IReadOnlyList<(string Part, long Bytes)> weights = second == model
            ? ModelMemory.Parts(model, device)
            : [.. ModelMemory.Parts(model, device).Zip(ModelMemory.Parts(second, device), (one, other) => one.Bytes >= other.Bytes ? one : other)];
        MemoryBudget working = budget.Beside(weights.Sum(part => part.Bytes));
        Graph text = ClipEncoder.Describe(model, request.Settings.ClipSkip);
        PassCost first = PassCost.Of(model, device, working, request, isImg2Img ? PassStart.Picture : PassStart.Noise);
        PassCost? last = request.Hires is HiresFix hires
            ? PassCost.Of(second, device, working, HiresPass.SecondRequest(request, hires), PassStart.HiresLatent)
            : null;
        long most = Math.Max(WorkingBytes(device, text), Math.Max(first.WorkingBytes, last?.WorkingBytes ?? 0));
        double operations = 2 * text.Operations + first.Operations + (last?.Operations ?? 0);
        int calls = (first.Steps + (last?.Steps ?? 0)) * request.BatchCount;
        var time = TimeSpan.FromSeconds(operations / (NetworkEfficiency * DeviceSpeed.Measure(device)));
        return new GenerationEstimate([.. weights, ("working memory", most)], operations, calls, time);
    }

    internal static long WorkingBytes(Device device, Graph graph)
    {
        PlanMemory memory = device.Measure(graph);
        return memory.ArenaBytes + memory.ScratchBytes;
    }
}
