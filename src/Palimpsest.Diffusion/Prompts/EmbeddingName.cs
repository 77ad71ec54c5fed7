namespace Palimpsest.Diffusion.Prompts;

/// <summary>A textual inversion that a prompt can call by name.</summary>
/// <param name="Name">The word or words that stand for it.</param>
/// <param name="VectorCount">How many tokens it fills.</param>
public sealed record EmbeddingName(string Name, int VectorCount);
