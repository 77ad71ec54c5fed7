namespace Palimpsest.Compute;

/// <summary>
/// A compiled graph. Fill <see cref="Input"/>, call <see cref="Run"/>, read <see cref="Output"/>; inputs keep their contents between runs.
/// Runs allocate no managed memory and give the same bits for every number of threads. One run at a time.
/// </summary>
public abstract class Plan : IDisposable
{
    /// <summary>Exact bytes, known before the first run.</summary>
    public abstract PlanMemory Memory { get; }

    /// <summary>Floating-point operations of a run, a multiply-add counted as two.</summary>
    public abstract double Operations { get; }

    /// <summary>Time spent so far, by kind of operation.</summary>
    public abstract IReadOnlyList<StepTime> Times { get; }

    /// <summary>The input's elements, in the order of its shape; valid until the plan is disposed.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>The output's elements after a run, in the order of its shape; overwritten by the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <param name="progress">Told after each step how much of the run's operations is done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps; the outputs are undefined after a cancelled run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public abstract void Run(IProgress<double>? progress = null, CancellationToken cancellation = default);

    public abstract void Dispose();
}
