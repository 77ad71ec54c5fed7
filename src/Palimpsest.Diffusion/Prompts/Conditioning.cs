namespace Palimpsest.Diffusion.Prompts;

/// <summary>What the denoiser attends to: <paramref name="Values"/> is [<paramref name="Tokens"/>,<paramref name="Width"/>], 77 tokens a chunk.</summary>
public sealed record Conditioning(float[] Values, int Tokens, int Width);
