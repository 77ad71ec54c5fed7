namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A block of elements that tensors are cut from.</summary>
/// <param name="Type">What its tensors hold, or null for an untyped storage, whose tensors say it themselves.</param>
internal sealed record TorchStorage(string Key, StoredType? Type, long LengthBytes)
{
    /// <summary>Where the elements are. Known at once in a zip; in a legacy file only after all pickles.</summary>
    public TorchStorageBytes? Bytes { get; set; }
}
