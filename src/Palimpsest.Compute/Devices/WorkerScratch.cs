using System.Runtime.InteropServices;

namespace Palimpsest.Compute;

/// <summary>Memory that each worker of a plan may use during a step, 64-byte aligned.</summary>
internal sealed unsafe class WorkerScratch : IDisposable
{
    private readonly byte* _memory;
    private readonly long _bytesPerWorker;

    public WorkerScratch(long bytesPerWorker, int workers)
    {
        _bytesPerWorker = Padded(bytesPerWorker);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, _bytesPerWorker * workers), 64);
    }

    /// <summary>Bytes taken for a team.</summary>
    public static long Bytes(long bytesPerWorker, int workers) => Padded(bytesPerWorker) * workers;

    public float* Of(int worker) => (float*)(_memory + worker * _bytesPerWorker);

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private static long Padded(long bytes) => (bytes + 63) / 64 * 64;
}
