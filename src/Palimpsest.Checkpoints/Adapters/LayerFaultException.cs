namespace Palimpsest.Checkpoints.Adapters;

/// <summary>One layer of an adapter does not fit the weight it is for. The layer is skipped and counted; the others are applied.</summary>
internal sealed class LayerFaultException(string message) : Exception(message);
