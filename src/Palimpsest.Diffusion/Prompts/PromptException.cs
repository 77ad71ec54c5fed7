namespace Palimpsest.Diffusion.Prompts;

/// <summary>A prompt cannot be used as written. The message quotes the place and says what to write instead.</summary>
public sealed class PromptException(string message, Exception? inner = null) : Exception(message, inner);
