namespace Palimpsest.Diffusion.Generation;

/// <summary>How long a stage will take, by how long its parts took so far.</summary>
public sealed class StageClock(TimeProvider time)
{
    /// <summary>Before that, the speed of a stage is a guess.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(0.5);

    private long _start = time.GetTimestamp();

    /// <summary>A stage begins.</summary>
    public void Begin() => _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Null as long as nothing can be said.</summary>
    /// <param name="part">How much of the stage is done, 0 to 1.</param>
    public TimeSpan? Remaining(double part)
    {
        TimeSpan elapsed = Elapsed;
        return part > 0 && elapsed >= Least ? elapsed * ((1 - Math.Min(part, 1)) / part) : null;
    }
}
