namespace Palimpsest.Compute;

/// <summary>A network was described with shapes that do not fit together.</summary>
public sealed class GraphException(string message) : Exception(message);
