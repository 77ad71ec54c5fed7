namespace Palimpsest.Diffusion.Guidance;

/// <summary>All that guides one picture of a batch.</summary>
/// <param name="Prompt">At least one part.</param>
/// <param name="Image">What the network sees beside the latent (inpainting: mask and masked picture; edit models: the picture); null for plain models.</param>
/// <param name="UnconditionalImage">The same beside the negative prompt: equal to <paramref name="Image"/>, but zeros for unCLIP models.</param>
public sealed record PictureConditioning(
    IReadOnlyList<PromptPart> Prompt, ConditioningSchedule NegativePrompt, float[]? Image = null, float[]? UnconditionalImage = null);
