using Palimpsest.Compute;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A stage of a job: how long it took, and what of that the kinds of operation took.</summary>
public sealed record StageTime(string Stage, TimeSpan Time, IReadOnlyList<StepTime> Operations);
