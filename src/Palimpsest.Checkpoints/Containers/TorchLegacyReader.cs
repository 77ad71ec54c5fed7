using System.Buffers.Binary;
using Palimpsest.Checkpoints.Pickle;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Reads what torch.save wrote before 1.6: five pickles in a row (magic number, protocol, system information, the object, the list of storage
/// keys), then for each key an int64 element count and the raw elements.
/// </summary>
internal sealed class TorchLegacyReader(WeightFile file)
{
    private const int Protocol = 1001;
    private const string Place = "torch legacy file";

    private static readonly Int128 Magic = Int128.Parse("1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber);

    private readonly Dictionary<string, TorchStorage> _storages = [];

    public WeightFileContent Read()
    {
        long length = Math.Min(file.Length, TorchZipReader.MaximumPickleBytes);
        using Stream stream = file.Section(0, length);
        var input = new PickleInput(file, Place, stream, length);
        file.Require(new PickleInterpreter(input).Run() is Int128 magic && magic == Magic, Place, "it is a pickle, but not one that torch wrote: there is no magic number");
        file.Require(new PickleInterpreter(input).Run() is (long)Protocol, Place, $"the protocol is not {Protocol}");
        bool bigEndian = new PickleInterpreter(input).Run() is PickleDict system && system.Items.GetValueOrDefault("little_endian") is false;
        object? root = new PickleInterpreter(input, id => Load(input, id)).Run();
        var keys = new PickleInterpreter(input).Run() as List<object?>;
        file.Require(keys is not null, Place, "the list of storage keys is missing");
        LocateStorages(keys!, input.Position, bigEndian);
        return TensorTree.Collect(file, root, input.Position);
    }

    private TorchStorage Load(PickleInput input, PickleTuple id)
    {
        TorchStorage named = TorchStorageId.Parse(input, id);
        if (_storages.TryAdd(named.Key, named))
        {
            return named;
        }

        TorchStorage storage = _storages[named.Key];
        file.Require(storage.Type == named.Type && storage.LengthBytes == named.LengthBytes, Place, $"the storage '{named.Key}' is described in two ways");
        return storage;
    }

    private void LocateStorages(List<object?> keys, long position, bool bigEndian)
    {
        foreach (object? key in keys)
        {
            TorchStorage? storage = key is string name ? _storages.GetValueOrDefault(name) : null;
            file.Require(storage is not null && storage.Bytes is null, Place, $"the storage key '{key}' belongs to no tensor or occurs twice");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Read(position, 8));
            position += 8;
            int elementBytes = storage!.Type is StoredType type ? type.SizeBits() / 8 : 1;
            file.Require(count == storage.LengthBytes / elementBytes, Place, $"the storage '{key}' has {count} elements, but {storage.LengthBytes / elementBytes} are described");
            file.Require(storage.LengthBytes <= file.Length - position, Place, $"the file ends inside the storage '{key}': it is cut short; download it again");
            long start = position;
            storage.Bytes = new TorchStorageBytes((offset, lengthBytes) => new MappedBytes(file, start + offset, lengthBytes), bigEndian);
            position += storage.LengthBytes;
        }

        string? missing = _storages.Values.FirstOrDefault(storage => storage.Bytes is null)?.Key;
        file.Require(missing is null, Place, $"the storage '{missing}' is not in the file");
    }
}
