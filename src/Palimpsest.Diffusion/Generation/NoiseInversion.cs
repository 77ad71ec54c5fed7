namespace Palimpsest.Diffusion.Generation;

/// <summary>Begin img2img with the noise from which the model would make the picture, instead of with fresh noise alone.</summary>
/// <param name="Prompt">What the picture shows.</param>
/// <param name="CfgScale">Guidance on the way back.</param>
/// <param name="Steps">Steps of the way back.</param>
/// <param name="Randomness">0 to 1: the share of fresh noise.</param>
/// <param name="SigmaAdjustment">Evaluate the model at the sigma that a step comes from, and scale the result by the last sigma.</param>
public sealed record NoiseInversion(string Prompt, string NegativePrompt, double CfgScale, int Steps, double Randomness, bool SigmaAdjustment);
