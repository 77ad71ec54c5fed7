using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>A range of a deflated zip entry. The whole entry is inflated: deflate has no random access.</summary>
internal sealed unsafe class InflatedBytes(ZipDirectory zip, ZipEntry entry, long offset, long lengthBytes) : TensorBytes
{
    public override WeightBytes Open()
    {
        var memory = new NativeBlock(entry.LengthBytes);
        try
        {
            zip.Inflate(entry, memory.Pointer);
            return new WeightBytes(memory.Pointer + offset, lengthBytes, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
