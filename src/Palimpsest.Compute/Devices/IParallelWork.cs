namespace Palimpsest.Compute;

/// <summary>Work that a team shares. Which worker computes an output must never change its bits.</summary>
public interface IParallelWork
{
    /// <summary>Does worker <paramref name="worker"/>'s part, 0 ≤ worker &lt; workers.</summary>
    void Run(int worker, int workers);
}
