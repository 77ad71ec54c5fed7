using Palimpsest.Diffusion.Guidance;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A job's prompts as the network attends to them.</summary>
/// <param name="Padding">The empty prompt, where the shorter of prompt and negative prompt is extended by it.</param>
internal sealed record EncodedPrompts(IReadOnlyList<PromptPart> Positive, ConditioningSchedule Negative, Conditioning? Padding);
