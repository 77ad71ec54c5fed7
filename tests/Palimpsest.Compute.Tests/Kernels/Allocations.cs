namespace Palimpsest.Compute.Tests.Kernels;

/// <summary>Counts what a kernel leaves to the garbage collector.</summary>
internal static class Allocations
{
    /// <summary>Bytes that the second of two calls allocates on this thread.</summary>
    public static long Of(Action call)
    {
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
