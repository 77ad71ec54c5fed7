namespace Palimpsest.Studio;

/// <summary>The server cannot start. The message says what happened and what to do.</summary>
public sealed class StudioStartException(string message, Exception? inner = null) : Exception(message, inner);
