namespace Palimpsest.Compute;

/// <summary>Where plans run. Networks are described as graphs and know nothing of devices.</summary>
public abstract class Device : IDisposable
{
    /// <summary>Turns a description into something that runs: picks kernels, packs weights that are not packed yet, lays out the memory.</summary>
    public abstract Plan Compile(Graph graph);

    /// <summary>
    /// Packs the weights that <see cref="Compile"/> would have to pack, which is what takes the time. The progress goes from 0 to 1, by bytes; it is told nothing
    /// when all are packed.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what is packed stays.</exception>
    public abstract void Pack(Graph graph, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>The memory that <see cref="Compile"/> would take, without taking it.</summary>
    public abstract PlanMemory Measure(Graph graph);

    /// <summary>Gives back what is kept for these weights. No plan that uses them may run afterwards.</summary>
    public abstract void Release(IEnumerable<Weight> weights);

    /// <summary>Bytes of what is packed now and not released, but for these weights.</summary>
    public abstract long PackedBytes(IReadOnlySet<Weight> except);

    public abstract void Dispose();
}
