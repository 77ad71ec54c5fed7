using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Palimpsest.TestKit;

/// <summary>
/// A safetensors file read whole, by the plainest means: the tests' own reader, so that the product's reader is never its own judge.
/// </summary>
public sealed class TensorFile
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, (string Type, int[] Shape, int Start, int End)> _entries = [];

    private TensorFile(byte[] bytes)
    {
        _bytes = bytes;
        int headerLength = checked((int)BitConverter.ToUInt64(bytes, 0));
        JsonElement header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, headerLength)).RootElement;
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                Metadata = entry.Value;
                continue;
            }

            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            _entries[entry.Name] = (entry.Value.GetProperty("dtype").GetString()!, shape, 8 + headerLength + offsets[0], 8 + headerLength + offsets[1]);
        }
    }

    /// <summary>The header's free-form metadata; default when there is none.</summary>
    public JsonElement Metadata { get; }

    /// <summary>The case parameters that reference files carry as JSON text in metadata "case".</summary>
    public JsonElement Case => JsonDocument.Parse(Metadata.GetProperty("case").GetString()!).RootElement;

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public static TensorFile Read(string path) => new(File.ReadAllBytes(path));

    public bool Has(string name) => _entries.ContainsKey(name);

    public int[] Shape(string name) => _entries[name].Shape;

    public string Type(string name) => _entries[name].Type;

    public ReadOnlySpan<byte> Bytes(string name) => _bytes.AsSpan(_entries[name].Start.._entries[name].End);

    /// <summary>The elements as float32; the tensor must be F32 or F64.</summary>
    public float[] Floats(string name) => Type(name) switch
    {
        "F32" => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray(),
        "F64" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes(name)).ToArray(), value => (float)value),
        string type => throw new InvalidDataException($"{name} is {type}, not a float tensor."),
    };

    /// <summary>The elements of an unmanaged type, as stored.</summary>
    public T[] Elements<T>(string name)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(name)).ToArray();
}
