using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Writes safetensors files in one canonical layout: keys in ordinal order of their UTF-8 bytes, the header without spaces, each entry
/// {"dtype","shape","data_offsets"}, the header padded with spaces to a multiple of 8, data in the same order without gaps.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Memory per core: tensors are filled and written in blocks of at most this many bytes.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>
    /// Writes the file beside its place and then renames it, so that a half-written file never has the name.
    /// <paramref name="fill"/> gets a tensor, the index of its first byte wanted (a multiple of <see cref="BlockBytes"/>) and the bytes to
    /// fill; it is called from several threads at once. Progress is the part written, 0 to 1.
    /// </summary>
    /// <exception cref="CheckpointException">The file cannot be written; nothing is left behind then, and a file of that name stays as it was.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no file is left.</exception>
    public static void Write(
        string path,
        IReadOnlyCollection<TensorSpec> tensors,
        SafetensorsFill fill,
        IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        TensorSpec[] ordered = [.. tensors.OrderBy(tensor => tensor.Name, Utf8Order.Instance)];
        byte[] header = Header(ordered, metadata);
        long length = header.Length + ordered.Sum(tensor => tensor.LengthBytes);
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, length))
            {
                RandomAccess.Write(file, header, 0);
                WriteData(file, header.Length, ordered, fill, progress, cancellation);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            // A full disk is met by several threads at once; one report of it is enough.
            Exception first = exception is AggregateException { InnerExceptions: [Exception inner, ..] } ? inner : exception;
            if (first is IOException or UnauthorizedAccessException)
            {
                throw new CheckpointException(
                    $"{path}: the file cannot be written; check that the folder exists, that you may write there, and that the disk has {length} bytes free ({first.Message}).", first);
            }

            throw;
        }
    }

    private static void WriteData(
        SafeFileHandle file, long start, TensorSpec[] tensors, SafetensorsFill fill, IProgress<double>? progress, CancellationToken cancellation)
    {
        long total = Math.Max(1, tensors.Sum(tensor => tensor.LengthBytes)), done = 0;
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Blocks(tensors, start), options, block =>
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
            Span<byte> bytes = buffer.AsSpan(0, block.LengthBytes);
            fill(block.Tensor, block.Start, bytes);
            RandomAccess.Write(file, bytes, block.FileOffset);
            ArrayPool<byte>.Shared.Return(buffer);
            progress?.Report((double)Interlocked.Add(ref done, block.LengthBytes) / total);
        });
    }

    private static IEnumerable<(TensorSpec Tensor, long Start, int LengthBytes, long FileOffset)> Blocks(TensorSpec[] tensors, long offset)
    {
        foreach (TensorSpec tensor in tensors)
        {
            long length = tensor.LengthBytes;
            for (long start = 0; start < length; start += BlockBytes)
            {
                yield return (tensor, start, (int)Math.Min(BlockBytes, length - start), offset + start);
            }

            offset += length;
        }
    }

    private static byte[] Header(TensorSpec[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[8]);
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                WriteMetadata(json, metadata);
            }

            long offset = 0;
            foreach (TensorSpec tensor in tensors)
            {
                WriteEntry(json, tensor, offset, offset += tensor.LengthBytes);
            }

            json.WriteEndObject();
        }

        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)header.Length - 8);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, Utf8Order.Instance))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorSpec tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
