namespace Palimpsest.Compute;

/// <summary>One piece of a plan's work, run by the whole team before the next begins.</summary>
/// <param name="Kind">What the time table calls it.</param>
/// <param name="Work">The work.</param>
/// <param name="Operations">Floating-point operations, a multiply-add counted as two.</param>
internal sealed record PlanStep(string Kind, IParallelWork Work, double Operations)
{
    public PlanStep(string kind, Action<int, int> part, double operations)
        : this(kind, new Parts(part), operations)
    {
    }

    private sealed class Parts(Action<int, int> part) : IParallelWork
    {
        public void Run(int worker, int workers) => part(worker, workers);
    }
}
