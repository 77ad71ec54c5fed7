using Palimpsest.Checkpoints.Pickle;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Reads what torch.save writes since 1.6: a zip with ROOT/data.pkl, which describes the objects, and one file ROOT/data/KEY for each storage.
/// ROOT has any name; ROOT/byteorder says "little" (the default) or "big".
/// </summary>
internal static class TorchZipReader
{
    /// <summary>Pickles of full training checkpoints have about 2 MB.</summary>
    internal const long MaximumPickleBytes = 64 << 20;

    private const string PickleName = "data.pkl", Place = "torch zip";

    public static WeightFileContent Read(WeightFile file)
    {
        ZipDirectory zip = ZipDirectory.Read(file);
        ZipEntry pickle = FindPickle(file, zip);
        string root = pickle.Name[..^PickleName.Length];
        RequireNoProgram(file, zip, root);
        file.Require(pickle.LengthBytes <= MaximumPickleBytes, Place, $"'{pickle.Name}' has {pickle.LengthBytes} bytes; at most {MaximumPickleBytes} are read");
        bool bigEndian = IsBigEndian(file, zip, root);
        var input = new PickleInput(file, pickle.Name, new MemoryStream(zip.Read(pickle)), pickle.LengthBytes);
        var storages = new Dictionary<(string Key, StoredType? Type), TorchStorage>();

        TorchStorage Load(PickleTuple id)
        {
            TorchStorage named = TorchStorageId.Parse(input, id);
            if (!storages.TryGetValue((named.Key, named.Type), out TorchStorage? storage))
            {
                storage = named with { Bytes = Locate(file, zip, root, named, bigEndian) };
                storages.Add((named.Key, named.Type), storage);
            }

            file.Require(storage.LengthBytes == named.LengthBytes, Place, $"the storage '{named.Key}' is described with two lengths");
            return storage;
        }

        return TensorTree.Collect(file, new PickleInterpreter(input, Load).Run(), pickle.LengthBytes) with { NewerEntry = NewerEntry(zip, root) };
    }

    /// <summary>webui 1.10.1 knows data.pkl, data/KEY, version and byteorder, and refuses a file with any other entry.</summary>
    private static string? NewerEntry(ZipDirectory zip, string root) => zip.Entries.Keys.FirstOrDefault(name =>
        !name.StartsWith(root, StringComparison.Ordinal)
        || !(name[root.Length..] is PickleName or "version" or "byteorder" || (name[root.Length..].StartsWith("data/", StringComparison.Ordinal) && name[(root.Length + 5)..].All(char.IsAsciiDigit))));

    private static ZipEntry FindPickle(WeightFile file, ZipDirectory zip)
    {
        ZipEntry[] pickles = [.. zip.Entries.Values.Where(entry => entry.Name.Split('/') is [.., PickleName])];
        file.Require(pickles.Length > 0, Place, "there is no data.pkl inside: this zip archive is not a torch checkpoint");
        file.Require(pickles.Length == 1, Place, $"there are {pickles.Length} files called data.pkl inside, so it is unclear which one counts");
        return pickles[0];
    }

    private static void RequireNoProgram(WeightFile file, ZipDirectory zip, string root)
    {
        string? program = zip.Entries.Keys.FirstOrDefault(name => name.StartsWith(root + "code/", StringComparison.Ordinal) || name == root + "constants.pkl");
        file.Require(program is null, Place, $"it holds '{program}', so it is a TorchScript program, which is never run; use a file with plain weights");
    }

    private static bool IsBigEndian(WeightFile file, ZipDirectory zip, string root)
    {
        if (!zip.Entries.TryGetValue(root + "byteorder", out ZipEntry? entry))
        {
            return false;
        }

        string order = entry.LengthBytes <= 16 ? System.Text.Encoding.Latin1.GetString(zip.Read(entry)) : "…";
        file.Require(order is "little" or "big", Place, $"the byte order '{order}' is neither little nor big");
        return order == "big";
    }

    private static TorchStorageBytes Locate(WeightFile file, ZipDirectory zip, string root, TorchStorage storage, bool bigEndian)
    {
        file.Require(zip.Entries.TryGetValue($"{root}data/{storage.Key}", out ZipEntry? entry), Place, $"the storage '{storage.Key}' is not in the archive");
        file.Require(
            entry!.LengthBytes == storage.LengthBytes, Place, $"the storage '{storage.Key}' has {entry.LengthBytes} bytes, but {storage.LengthBytes} are described");
        return new TorchStorageBytes(
            (offset, lengthBytes) => entry.Deflated
                ? new InflatedBytes(zip, entry, offset, lengthBytes)
                : new MappedBytes(file, entry.DataOffset + offset, lengthBytes),
            bigEndian);
    }
}
