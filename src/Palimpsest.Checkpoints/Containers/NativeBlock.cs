using System.Runtime.InteropServices;

namespace Palimpsest.Checkpoints;

/// <summary>Memory outside the garbage collector's reach, given back on disposal.</summary>
internal sealed unsafe class NativeBlock(long lengthBytes) : IDisposable
{
    public byte* Pointer { get; private set; } = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, lengthBytes), 64);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
