namespace Palimpsest.Checkpoints;

/// <summary>What there is to say about a weight file without running it; for printing or serialising.</summary>
/// <param name="ParameterCount">Elements of all tensors together.</param>
/// <param name="Types">The stored types, the one with most bytes first.</param>
/// <param name="Architecture">Facts read from the shapes; null unless the file holds a UNet in the ldm layout.</param>
/// <param name="Sha256">Of the whole file, 64 lower-case hexadecimal digits; null when it was not asked for.</param>
public sealed record CheckpointDescription(
    string Path,
    long LengthBytes,
    CheckpointFormat Format,
    CheckpointKind Kind,
    int TensorCount,
    long ParameterCount,
    IReadOnlyList<StoredTypeShare> Types,
    ArchitectureFacts? Architecture,
    string? Sha256,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Describes an open checkpoint. Pass its hash, or null to leave it out: hashing reads the whole file.</summary>
    public static CheckpointDescription Of(Checkpoint checkpoint, string? sha256 = null)
    {
        IEnumerable<StoredTensor> tensors = checkpoint.Tensors.Values;
        return new CheckpointDescription(
            checkpoint.Path,
            checkpoint.LengthBytes,
            checkpoint.Format,
            checkpoint.Kind,
            checkpoint.Tensors.Count,
            tensors.Sum(tensor => tensor.Count),
            [.. tensors.GroupBy(tensor => tensor.Type)
                .Select(group => new StoredTypeShare(group.Key, group.Count(), group.Sum(tensor => tensor.LengthBytes)))
                .OrderByDescending(share => share.LengthBytes).ThenBy(share => share.Type)],
            ArchitectureFacts.Read(checkpoint.Tensors),
            sha256,
            checkpoint.Metadata);
    }
}
