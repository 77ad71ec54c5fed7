namespace Palimpsest.Diffusion.Networks;

/// <summary>A textual inversion that prompts can call now.</summary>
/// <param name="Name">What they call it.</param>
/// <param name="Vectors">Each as wide as the text encoder's.</param>
/// <param name="Mark">What the infotext gives beside its name: the file's hash, or the name of the LoRA that brought it.</param>
internal sealed record ActiveEmbedding(string Name, IReadOnlyList<float[]> Vectors, Func<string> Mark, bool IsBundled);
