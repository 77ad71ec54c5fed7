namespace Palimpsest.Diffusion.Samplers;

/// <summary>From where to where a solver with steps of its own runs, and in how many model calls if it can be told.</summary>
public readonly record struct SolverRange(float SigmaMin, float SigmaMax, int Evaluations);
