namespace Palimpsest.Checkpoints;

/// <summary>What a container held: its tensors in file order, under the file's own names, and free-form texts about them.</summary>
/// <param name="Tensors">In file order.</param>
/// <param name="Metadata">Texts about them.</param>
/// <param name="NewerEntry">Of a torch zip an entry that torch did not write when webui 1.10.1 was made; null when there is none.</param>
internal sealed record WeightFileContent(IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata, string? NewerEntry = null);
