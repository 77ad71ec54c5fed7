using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>Compiles each graph on the processor's own device and runs it once.</summary>
public sealed class DeviceRunner(int threads = 0) : IGraphRunner
{
    public IReadOnlyDictionary<string, float[]> Run(Graph graph, IReadOnlyDictionary<string, float[]> inputs)
    {
        using var device = new CpuDevice(threads);
        using Plan plan = device.Compile(graph);
        foreach ((string name, float[] values) in inputs)
        {
            values.CopyTo(plan.Input(name));
        }

        plan.Run();
        return graph.Outputs.Keys.ToDictionary(name => name, name => plan.Output(name).ToArray());
    }
}
