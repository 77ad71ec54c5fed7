using System.Buffers.Binary;
using System.Text;

namespace Palimpsest.Checkpoints;

/// <summary>Tells a weight file's format by its first bytes, and says what a file is that has none.</summary>
internal static class FormatDetection
{
    private const int SampleBytes = 512;

    public static CheckpointFormat Detect(WeightFile file)
    {
        if (file.Length == 0)
        {
            throw file.Fault("the file is empty (0 bytes); download it again.");
        }

        byte[] start = file.Read(0, Math.Min(SampleBytes, file.Length));
        // First, since the low byte of a safetensors header's length can be any letter. The other magics make that length far too large.
        if (start.Length > 8 && start[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= SafetensorsReader.MaximumHeaderBytes)
        {
            return CheckpointFormat.Safetensors;
        }

        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8) || start.AsSpan().StartsWith("PK\u0005\u0006"u8))
        {
            return CheckpointFormat.TorchZip;
        }

        if (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5)
        {
            return CheckpointFormat.TorchLegacy;
        }

        // Nothing known begins like this; the extension only chooses the more helpful explanation.
        return Foreign(start) is string foreign ? throw file.Fault(foreign)
            : file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? CheckpointFormat.Safetensors
            : throw file.Fault($"the file begins with the bytes {Convert.ToHexString(start, 0, Math.Min(8, start.Length))}, which no supported weight format does; use a .safetensors file or a .ckpt or .pt file that torch wrote.");
    }

    private static string? Foreign(byte[] start)
    {
        string text = Encoding.Latin1.GetString(start);
        return text switch
        {
            _ when text.StartsWith("GGUF", StringComparison.Ordinal) => "GGUF files are not supported yet; use the .safetensors file of the same model.",
            _ when text.StartsWith("version https://git-lfs", StringComparison.Ordinal) => "this is a Git LFS pointer, a small text in place of the real file; fetch the file itself with 'git lfs pull' or download it.",
            _ when text.TrimStart().StartsWith('<') => "this is a web page, not a weight file; the download failed or needed a login.",
            _ when text.TrimStart().StartsWith('{') => "this is a JSON text, not a weight file; sharded indexes and diffusers folders are not supported yet, so use a single .safetensors file.",
            _ when IsTar(start) => "this is a tar archive, as torch before 0.2 wrote; save it again with a current torch.",
            _ => null,
        };
    }

    /// <summary>A tar header's checksum field, at 148, holds the sum of the header's bytes in octal with that field as spaces (POSIX ustar).</summary>
    private static bool IsTar(byte[] start)
    {
        const int ChecksumStart = 148, ChecksumEnd = 156;
        string field = start.Length < SampleBytes ? "" : Encoding.Latin1.GetString(start, ChecksumStart, ChecksumEnd - ChecksumStart).Trim(' ', '\0');
        if (field.Length == 0 || field.Any(digit => digit is < '0' or > '7'))
        {
            return false;
        }

        int sum = start.Select((value, i) => i is >= ChecksumStart and < ChecksumEnd ? (int)' ' : value).Sum();
        return sum == Convert.ToInt32(field, 8);
    }
}
