using System.Diagnostics;

namespace Palimpsest.Compute;

/// <summary>How fast a device multiplies matrices, as a yardstick for estimates.</summary>
public static class DeviceSpeed
{
    /// <summary>The probe is 512 x 1280 by 1280 x 1280: a linear layer in the middle of SD 1.5's network, 1.7 GFLOP.</summary>
    private const int Rows = 512, Width = 1280;

    /// <summary>Long enough that some product runs undisturbed even when other programs take turns with this one.</summary>
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Float32 operations per second of the best of many products: what the machine can do when it is left alone. Takes half a second.</summary>
    public static double Measure(Device device)
    {
        var graph = new Graph();
        var weight = new ArrayWeight("speed probe", new float[Width * Width], Width, Width);
        graph.Output("y", graph.Linear(graph.Input("x", Rows, Width), weight, null));
        double best = 0;
        using (Plan plan = device.Compile(graph))
        {
            plan.Input("x").Clear();
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < ProbeTime)
            {
                long start = Stopwatch.GetTimestamp();
                plan.Run();
                best = Math.Max(best, plan.Operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        device.Release([weight]);
        return best;
    }
}
