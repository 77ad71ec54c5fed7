namespace Palimpsest.Diffusion.Prompts;

/// <summary>A text as the chunks that the text encoder reads.</summary>
/// <param name="Chunks">At least one.</param>
/// <param name="TokenCount">Tokens used; a chunk that is not the last counts as full. Old emphasis has one chunk and counts what it cuts off too.</param>
public sealed record TokenizedPrompt(IReadOnlyList<PromptChunk> Chunks, int TokenCount);
