namespace Palimpsest.Diffusion.Generation;

/// <summary>A request cannot be carried out. The message says which part of it, why, and what to do.</summary>
public sealed class GenerationException(string message, Exception? inner = null) : Exception(message, inner);
