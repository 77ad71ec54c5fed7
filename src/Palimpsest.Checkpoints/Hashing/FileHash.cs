using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Palimpsest.Checkpoints;

/// <summary>The hashes by which webui names weight files. All are lower-case hexadecimal SHA-256 digits.</summary>
public static class FileHash
{
    /// <summary>Digits shown of a checkpoint's, VAE's or hypernetwork's hash.</summary>
    public const int CheckpointDigits = 10;

    /// <summary>Digits shown of a LoRA's or an embedding's hash.</summary>
    public const int NetworkDigits = 12;

    private const int BlockBytes = 1 << 20;

    // webui's first hash: 8 digits over 64 KiB from 1 MiB on.
    private const int LegacyStart = 0x100000, LegacyBytes = 0x10000, LegacyDigits = 8;

    /// <summary>SHA-256 of the file from <paramref name="start"/> on, 64 digits. Progress is the part done, 0 to 1.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string Sha256(string path, IProgress<double>? progress = null, CancellationToken cancellation = default, long start = 0)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            stream.Position = start;
            for (int read = stream.Read(block); read > 0; read = stream.Read(block))
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
                progress?.Report((double)stream.Position / stream.Length);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The old 8 digits. Every file below 1 MiB has the hash of nothing, e3b0c442; a missing file has NOFILE.</summary>
    public static string Legacy(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            stream.Position = LegacyStart;
            var block = new byte[LegacyBytes];
            int read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            return Convert.ToHexStringLower(SHA256.HashData(block.AsSpan(0, read)))[..LegacyDigits];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return "NOFILE";
        }
    }

    /// <summary>A LoRA's full hash: what its metadata calls sshs_model_hash, else <see cref="AfterHeader"/>.</summary>
    public static string Network(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        (SafetensorsHeader(path) is byte[] header ? StoredModelHash(header) : null) ?? AfterHeader(path, progress, cancellation);

    /// <summary>SHA-256 of a safetensors file's bytes after the header, so that edited metadata do not change it; of other files the whole.</summary>
    public static string AfterHeader(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Sha256(path, progress, cancellation, SafetensorsHeader(path) is byte[] header ? 8 + header.Length : 0);

    /// <summary>The JSON header, or null for a file that is not safetensors.</summary>
    private static byte[]? SafetensorsHeader(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var start = new byte[9];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || start[8] != (byte)'{')
        {
            return null;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > SafetensorsReader.MaximumHeaderBytes || (long)length > stream.Length - 8)
        {
            return null;
        }

        var header = new byte[length];
        stream.Position = 8;
        stream.ReadExactly(header);
        return header;
    }

    private static string? StoredModelHash(byte[] header)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            return document.RootElement.TryGetProperty("__metadata__", out JsonElement metadata)
                && metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty("sshs_model_hash", out JsonElement hash) && hash.ValueKind == JsonValueKind.String
                ? hash.GetString() : null;
        }
        catch (JsonException)
        {
            // Opening the file will say what is wrong with it; bytes have a hash in any case.
            return null;
        }
    }
}
