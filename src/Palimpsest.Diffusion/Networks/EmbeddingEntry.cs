using Palimpsest.Checkpoints.Adapters;

namespace Palimpsest.Diffusion.Networks;

/// <summary>A file of the embeddings folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Embedding">What it holds; null when it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
public sealed record EmbeddingEntry(string Path, TextualInversion? Embedding, string? Fault)
{
    /// <summary>What prompts would call it.</summary>
    public string Name => Embedding?.Name ?? System.IO.Path.GetFileNameWithoutExtension(Path);
}
