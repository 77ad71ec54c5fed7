namespace Palimpsest.Diffusion.Networks;

/// <summary>What a prompt's tag asks of a LoRA.</summary>
/// <param name="Name">The file's name without extension, or its alias.</param>
/// <param name="TextMultiplier">For the text encoder.</param>
/// <param name="DenoiserMultiplier">For the denoising network.</param>
/// <param name="Ranks">Only the first so many ranks; null for all.</param>
public sealed record LoraRequest(string Name, float TextMultiplier, float DenoiserMultiplier, int? Ranks);
