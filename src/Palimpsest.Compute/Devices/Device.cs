namespace Palimpsest.Compute;

/// <summary>Where plans run. Networks are described as graphs and know nothing of devices.</summary>
public abstract class Device : IDisposable
{
    /// <summary>Turns a description into something that runs: picks kernels, packs weights that are not packed yet, lays out the memory.</summary>
    public abstract Plan Compile(Graph graph);

    /// <summary>The memory that <see cref="Compile"/> would take, without taking it.</summary>
    public abstract PlanMemory Measure(Graph graph);

    /// <summary>Gives back what is kept for these weights. No plan that uses them may run afterwards.</summary>
    public abstract void Release(IEnumerable<Weight> weights);

    public abstract void Dispose();
}
