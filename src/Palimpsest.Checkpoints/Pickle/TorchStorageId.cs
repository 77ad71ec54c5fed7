namespace Palimpsest.Checkpoints.Pickle;

/// <summary>Reads the persistent id that stands for a storage: ("storage", class, key, location, count), and in legacy files a sixth member.</summary>
internal static class TorchStorageId
{
    public static TorchStorage Parse(PickleInput input, PickleTuple id)
    {
        if (id.Items is not ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, string, long count, .. var rest])
        {
            throw input.Fault("a persistent id does not describe a storage with class, key, location and length");
        }

        if (rest is not ([] or [null]))
        {
            throw input.Fault($"the storage '{key}' is a view on another one, as torch before 0.4 wrote them; save the file again with a current torch");
        }

        // An untyped storage counts bytes.
        int elementBytes = type.Type is StoredType known ? known.SizeBits() / 8 : 1;
        if (count < 0 || count > long.MaxValue / elementBytes)
        {
            throw input.Fault($"the storage '{key}' claims {count} elements");
        }

        return new TorchStorage(key, type.Type, count * elementBytes);
    }
}
