namespace Palimpsest.Diffusion.Generation;

/// <summary>How much memory a job may take. What does not fit is done in parts, or refused before it begins.</summary>
/// <param name="Bytes">Room for weights and working memory together.</param>
public sealed record MemoryBudget(long Bytes)
{
    /// <summary>Room that is left to the system and other programs when nobody says how much to take.</summary>
    private const double SharedPart = 0.2;

    /// <summary>Four fifths of what the machine has for this process, containers' limits included.</summary>
    public static MemoryBudget OfMachine() => new((long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * (1 - SharedPart)));

    /// <summary>What is left beside a job's weights.</summary>
    /// <param name="keptBytes">Of weights that the job does not use and that stay packed meanwhile.</param>
    /// <exception cref="GenerationException">The weights alone are more than the budget.</exception>
    internal MemoryBudget Beside(JobWeights weights, long keptBytes = 0)
    {
        var free = new MemoryBudget(Math.Max(0, Bytes - keptBytes));
        free.Require(weights.Bytes, weights.Phrase, weights.Remedy);
        return new MemoryBudget(free.Bytes - weights.Bytes);
    }

    /// <param name="remedy">What to do if no more memory can be allowed.</param>
    /// <exception cref="GenerationException">The bytes are more than the budget.</exception>
    public void Require(long bytes, string what, string remedy = "make a smaller picture")
    {
        if (bytes > Bytes)
        {
            throw new GenerationException(
                $"{what} needs {Gibibytes(bytes)} of memory, but only {Gibibytes(Bytes)} may be used: allow more memory, or {remedy}.");
        }
    }

    private static string Gibibytes(long bytes) => FormattableString.Invariant($"{bytes / (double)(1L << 30):0.00} GiB");
}
