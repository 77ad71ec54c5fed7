using BenchmarkDotNet.Attributes;
using Palimpsest.Compute;

namespace Palimpsest.Bench.Kernels;

/// <summary>Runs one operation as plans run it: compiled by the device, on all threads.</summary>
public abstract class KernelBenchmark
{
    private const int Seed = 1;

    private CpuDevice? _device;
    private Plan? _plan;

    public abstract IEnumerable<KernelShape> Shapes { get; }

    [ParamsSource(nameof(Shapes))]
    public KernelShape Shape { get; set; } = null!;

    [GlobalSetup]
    public void Compile()
    {
        Graph graph = Shape.Describe();
        _device = new CpuDevice();
        _plan = _device.Compile(graph);
        var random = new Random(Seed);
        foreach (string input in graph.Inputs.Keys)
        {
            foreach (ref float element in _plan.Input(input))
            {
                element = random.NextSingle() - 0.5f;
            }
        }
    }

    [Benchmark]
    public void Run() => _plan!.Run();

    [GlobalCleanup]
    public void Release()
    {
        _plan!.Dispose();
        _device!.Dispose();
    }

    /// <summary>Weights of random float16 numbers, as checkpoints keep them.</summary>
    protected static Weight Halves(string name, params int[] shape)
    {
        var random = new Random(Seed);
        var elements = new Half[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref Half element in elements.AsSpan())
        {
            element = (Half)(random.NextSingle() - 0.5f);
        }

        return new ArrayWeight(name, elements, shape);
    }

    /// <summary>Weights of random float32 numbers.</summary>
    protected static Weight Floats(string name, params int[] shape)
    {
        var random = new Random(Seed);
        var elements = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref float element in elements.AsSpan())
        {
            element = random.NextSingle() - 0.5f;
        }

        return new ArrayWeight(name, elements, shape);
    }
}
