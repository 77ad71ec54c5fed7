using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Palimpsest.Compute;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Bench.Kernels;

/// <summary>Widening of one panel of weights, on one thread, as the matrix product does before it multiplies.</summary>
public unsafe class HalfConversionBenchmark
{
    private const int Elements = GemmBlocking.MaxDepth * 32;

    private void* _halves;
    private float* _floats;

    [Params(ElementType.Float16, ElementType.BFloat16)]
    public ElementType Type { get; set; }

    [GlobalSetup]
    public void Allocate()
    {
        _halves = NativeMemory.AlignedAlloc(Elements * sizeof(ushort), 64);
        NativeMemory.Clear(_halves, Elements * sizeof(ushort));
        _floats = (float*)NativeMemory.AlignedAlloc(Elements * sizeof(float), 64);
    }

    [Benchmark(OperationsPerInvoke = Elements)]
    public void Widen() => HalfConversion.ToFloats(Type, _halves, _floats, Elements);

    [GlobalCleanup]
    public void Free()
    {
        NativeMemory.AlignedFree(_halves);
        NativeMemory.AlignedFree(_floats);
    }
}
