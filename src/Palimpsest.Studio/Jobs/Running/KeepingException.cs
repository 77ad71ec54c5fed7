namespace Palimpsest.Studio.Jobs.Running;

/// <summary>A finished picture cannot be stored: not the request's fault, and every further picture would fail too.</summary>
internal sealed class KeepingException(string message, Exception inner) : Exception(message, inner);
