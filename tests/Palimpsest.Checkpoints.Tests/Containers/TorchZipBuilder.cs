using System.IO.Compression;
using System.Text;

namespace Palimpsest.Checkpoints.Tests;

/// <summary>Writes small torch zip files from hand-made pickles.</summary>
internal sealed class TorchZipBuilder
{
    private readonly MemoryStream _pickle = new();
    private readonly Dictionary<string, byte[]> _entries = [];

    public TorchZipBuilder() => Raw(0x80, 2);

    /// <summary>Appends pickle instructions as they are.</summary>
    public TorchZipBuilder Raw(params byte[] instructions)
    {
        _pickle.Write(instructions);
        return this;
    }

    public TorchZipBuilder Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Raw((byte)'X').Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
    }

    public TorchZipBuilder Number(int value) => Raw((byte)'J').Raw(BitConverter.GetBytes(value));

    public TorchZipBuilder Global(string module, string name) => Raw(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    public TorchZipBuilder Numbers(params int[] values)
    {
        Raw((byte)'(');
        foreach (int value in values)
        {
            Number(value);
        }

        return Raw((byte)'t');
    }

    /// <summary>A tensor made by _rebuild_tensor_v2, or by v3 when a dtype is given.</summary>
    public TorchZipBuilder Tensor(string storageClass, string key, int count, int offset, int[] sizes, int[] strides, string? dtype = null)
    {
        Global("torch._utils", dtype is null ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3").Raw((byte)'(', (byte)'(');
        Text("storage").Global(dtype is null ? "torch" : "torch.storage", storageClass).Text(key).Text("cpu").Number(count).Raw((byte)'t', (byte)'Q');
        Number(offset).Numbers(sizes).Numbers(strides).Raw(0x89).Global("collections", "OrderedDict").Raw((byte)')', (byte)'R');
        if (dtype is not null)
        {
            Global("torch", dtype);
        }

        return Raw((byte)'t', (byte)'R');
    }

    public TorchZipBuilder Entry(string name, params byte[] content)
    {
        _entries[name] = content;
        return this;
    }

    public void Save(string path, CompressionLevel level = CompressionLevel.NoCompression)
    {
        Raw((byte)'.');
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Write(zip, "archive/data.pkl", _pickle.ToArray(), level);
        foreach ((string name, byte[] content) in _entries)
        {
            Write(zip, $"archive/{name}", content, level);
        }
    }

    private static void Write(ZipArchive zip, string name, byte[] content, CompressionLevel level)
    {
        using Stream stream = zip.CreateEntry(name, level).Open();
        stream.Write(content);
    }
}
