using System.Diagnostics;
using Palimpsest.Compute;

namespace Palimpsest.Bench.Networks;

/// <summary>The machine's float32 matrix product: 2048 x 2048 by 2048 x 2048, float32 weights, all threads of a device.</summary>
internal sealed class MatrixRate : IDisposable
{
    private const int Side = 2048;

    private readonly Plan _plan;

    public MatrixRate(Device device)
    {
        var graph = new Graph();
        var weight = new ArrayWeight("w", [.. Enumerable.Range(0, Side * Side).Select(i => i % 31 - 15f)], Side, Side);
        graph.Output("y", graph.Linear(graph.Input("x", Side, Side), weight, null));
        _plan = device.Compile(graph);
        _plan.Input("x").Fill(1);
    }

    /// <summary>Operations per second, averaged over the time or a little more.</summary>
    public double Measure(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            _plan.Run();
            runs++;
        }

        return runs * _plan.Operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _plan.Dispose();
}
