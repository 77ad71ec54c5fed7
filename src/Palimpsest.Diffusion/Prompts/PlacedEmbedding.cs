namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// A textual inversion at its place: its vectors replace the input embeddings of the tokens from <paramref name="Offset"/> on,
/// counted without the start token.
/// </summary>
public sealed record PlacedEmbedding(int Offset, string Name);
