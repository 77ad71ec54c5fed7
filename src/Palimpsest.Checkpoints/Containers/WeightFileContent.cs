namespace Palimpsest.Checkpoints;

/// <summary>What a container held: its tensors in file order, under the file's own names, and free-form texts about them.</summary>
internal sealed record WeightFileContent(IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
