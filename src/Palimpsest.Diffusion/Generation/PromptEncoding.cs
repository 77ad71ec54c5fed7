namespace Palimpsest.Diffusion.Generation;

/// <summary>Encodes a pass's prompts.</summary>
/// <param name="steps">The first pass's steps, as prompt schedules count them.</param>
/// <param name="hiresSteps">The second pass's, when the prompts are for that.</param>
internal delegate EncodedPrompts PromptEncoding(GenerationRequest request, PromptTexts texts, int steps, int? hiresSteps);
