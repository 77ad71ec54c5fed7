namespace Palimpsest.Diffusion.Samplers;

/// <summary>A sampler cannot go on with these steps, options or predictions. The message says which sampler, why, and what to do.</summary>
public sealed class SamplingException(string message) : Exception(message);
