namespace Palimpsest.Checkpoints.Pickle;

/// <summary>Access to a storage's bytes: the source of the range [offset, offset + lengthBytes), which lies inside the storage.</summary>
/// <param name="BigEndian">Whether elements must be swapped before use.</param>
internal sealed record TorchStorageBytes(Func<long, long, TensorBytes> Range, bool BigEndian);
