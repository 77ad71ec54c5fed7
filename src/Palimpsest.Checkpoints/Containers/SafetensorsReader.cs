using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Reads a safetensors file's header: 8 bytes of little-endian length, that much JSON beginning with '{', then the tensors' bytes
/// without holes or overlaps (https://github.com/huggingface/safetensors, "Format"). Anything else is refused.
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>The format's own limit on the header, 100 MB.</summary>
    public const long MaximumHeaderBytes = 100_000_000;

    private const string MetadataKey = "__metadata__", Place = "safetensors header";

    public static WeightFileContent Read(WeightFile file)
    {
        if (file.Length < 8)
        {
            throw file.Fault($"a safetensors file begins with 8 bytes of header length, but the file has {file.Length} bytes; download it again.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Read(0, 8));
        if (length is 0 or > MaximumHeaderBytes || (long)length > file.Length - 8)
        {
            throw file.Fault($"the safetensors header claims {length} bytes, while {file.Length - 8} follow and 1 to {MaximumHeaderBytes} are possible: this is not a complete safetensors file; download it again.");
        }

        byte[] header = file.Read(8, (long)length);
        if (header[0] != (byte)'{' || !Utf8.IsValid(header))
        {
            throw file.Fault("the safetensors header is not UTF-8 JSON that begins with '{': the file is damaged or of another format.");
        }

        try
        {
            return new HeaderParser(file, 8 + (long)length).Parse(header);
        }
        catch (JsonException exception)
        {
            throw file.Fault($"the safetensors header is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}: {FirstSentence(exception)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // GetString on an escape like \ud800 that is no character.
            throw file.Fault("the safetensors header contains a text with half a surrogate pair, which is no Unicode text.", exception);
        }
    }

    private static string FirstSentence(JsonException exception) => exception.Message.Split(" LineNumber:")[0];

    private sealed class HeaderParser(WeightFile file, long dataStart)
    {
        private readonly List<(string Name, StoredType Type, int[] Shape, long Begin, long End)> _entries = [];
        private readonly HashSet<string> _names = [];
        private Dictionary<string, string> _metadata = [];

        public WeightFileContent Parse(byte[] header)
        {
            var reader = new Utf8JsonReader(header);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = reader.GetString()!;
                if (!_names.Add(name))
                {
                    throw Fault($"'{name}' occurs twice");
                }

                reader.Read();
                if (name == MetadataKey)
                {
                    _metadata = Metadata(ref reader);
                }
                else
                {
                    _entries.Add(Entry(name, ref reader));
                }
            }

            while (reader.Read())
            {
                // Nothing but white space may follow: anything else makes the reader throw.
            }

            RequireGaplessData();
            return new WeightFileContent(_entries.ConvertAll(Tensor), _metadata);
        }

        private StoredTensor Tensor((string Name, StoredType Type, int[] Shape, long Begin, long End) entry) => new(
            entry.Name, entry.Type, entry.Shape, entry.End - entry.Begin, new MappedBytes(file, dataStart + entry.Begin, entry.End - entry.Begin));

        private Dictionary<string, string> Metadata(ref Utf8JsonReader reader)
        {
            file.Require(reader.TokenType == JsonTokenType.StartObject, Place, $"'{MetadataKey}' is not an object");
            var metadata = new Dictionary<string, string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string key = reader.GetString()!;
                reader.Read();
                file.Require(reader.TokenType == JsonTokenType.String, Place, $"'{MetadataKey}' has a value that is not a text, under '{key}'");
                file.Require(metadata.TryAdd(key, reader.GetString()!), Place, $"'{MetadataKey}' has the key '{key}' twice");
            }

            return metadata;
        }

        private (string Name, StoredType Type, int[] Shape, long Begin, long End) Entry(string name, ref Utf8JsonReader reader)
        {
            file.Require(reader.TokenType == JsonTokenType.StartObject, Place, $"the entry of '{name}' is not an object");
            StoredType? type = null;
            List<long>? shape = null, offsets = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string field = reader.GetString()!;
                reader.Read();
                switch (field)
                {
                    case "dtype":
                        file.Require(type is null, Place, $"'{name}' has two dtypes");
                        type = Type(name, ref reader);
                        break;
                    case "shape":
                        file.Require(shape is null, Place, $"'{name}' has two shapes");
                        shape = Numbers(name, field, ref reader);
                        break;
                    case "data_offsets":
                        file.Require(offsets is null, Place, $"'{name}' has data_offsets twice");
                        offsets = Numbers(name, field, ref reader);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            file.Require(type is not null && shape is not null && offsets is not null, Place, $"'{name}' lacks its dtype, shape or data_offsets");
            return Checked(name, type!.Value, shape!, offsets!);
        }

        private (string Name, StoredType Type, int[] Shape, long Begin, long End) Checked(string name, StoredType type, List<long> shape, List<long> offsets)
        {
            file.Require(offsets.Count == 2, Place, $"'{name}' has {offsets.Count} data_offsets instead of 2");
            (long begin, long end) = (offsets[0], offsets[1]);
            long available = file.Length - dataStart;
            file.Require(begin <= end && end <= available, Place, $"'{name}' lies at bytes {begin} to {end} of {available}: the file is cut short or damaged");
            long? needed = type.LengthBytes(shape);
            file.Require(needed == end - begin, Place, $"'{name}' is {type} [{string.Join(',', shape)}], which does not take the {end - begin} bytes it is given");
            file.Require(shape.All(size => size <= int.MaxValue), Place, $"'{name}' has a dimension above {int.MaxValue}");
            return (name, type, [.. shape.Select(size => (int)size)], begin, end);
        }

        private StoredType Type(string name, ref Utf8JsonReader reader)
        {
            string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return text is null ? throw Fault($"the dtype of '{name}' is not a text")
                : StoredTypes.Find(text) ?? throw Fault($"'{name}' has the unknown dtype '{text}'");
        }

        private List<long> Numbers(string name, string field, ref Utf8JsonReader reader)
        {
            file.Require(reader.TokenType == JsonTokenType.StartArray, Place, $"the {field} of '{name}' is not a list");
            var numbers = new List<long>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                ulong number = 0;
                file.Require(
                    reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out number) && number <= long.MaxValue,
                    Place,
                    $"the {field} of '{name}' has an entry that is not a whole number from 0 to 2^63-1");
                numbers.Add((long)number);
            }

            return numbers;
        }

        private void RequireGaplessData()
        {
            long at = 0;
            foreach ((string name, _, _, long begin, long end) in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
            {
                file.Require(begin == at, Place, $"'{name}' begins at byte {begin} of the data instead of {at}: tensors must neither overlap nor leave holes");
                at = end;
            }

            file.Require(at == file.Length - dataStart, Place, $"the tensors end at byte {at} of the data, but the file has {file.Length - dataStart}");
        }

        private CheckpointException Fault(string what) => file.Fault($"{Place}: {what}.");
    }
}
