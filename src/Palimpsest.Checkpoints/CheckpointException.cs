namespace Palimpsest.Checkpoints;

/// <summary>A weight file cannot be used. The message names the file, what is wrong, where, and what to do.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
