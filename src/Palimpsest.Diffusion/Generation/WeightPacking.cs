using System.Diagnostics;
using Palimpsest.Compute;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Packs the weights of networks that are about to run: a stage of its own where there is something to pack, since the first job with a model waits for it.</summary>
/// <param name="observer">Told of <see cref="Stages.Packing"/>, and of the stage that goes on afterwards.</param>
internal sealed class WeightPacking(Device device, IGenerationObserver observer, CancellationToken cancellation)
{
    /// <summary>The stage in which networks run.</summary>
    public string Stage { get; set; } = "";

    /// <summary>Spent so far.</summary>
    public TimeSpan Time { get; private set; }

    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public void Pack(Graph graph)
    {
        var packing = new ProgressStage(observer, Stages.Packing);
        long start = Stopwatch.GetTimestamp();
        device.Pack(graph, packing, cancellation);
        if (packing.HasTold)
        {
            Time += Stopwatch.GetElapsedTime(start);
            observer.Stage(Stage);
        }
    }
}
