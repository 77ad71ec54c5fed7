using System.Diagnostics;

namespace Palimpsest.Compute;

/// <summary>How fast a device multiplies matrices, as a yardstick for estimates.</summary>
public static class DeviceSpeed
{
    /// <summary>The probe is 512 x 1280 by 1280 x 1280: a linear layer in the middle of SD 1.5's network, 1.7 GFLOP.</summary>
    private const int Rows = 512, Width = 1280;

    /// <summary>Float32 operations per second of the better of a few products; takes some tenths of a second.</summary>
    public static double Measure(Device device)
    {
        var graph = new Graph();
        var weight = new ArrayWeight("speed probe", new float[Width * Width], Width, Width);
        graph.Output("y", graph.Linear(graph.Input("x", Rows, Width), weight, null));
        double best = 0;
        using (Plan plan = device.Compile(graph))
        {
            plan.Input("x").Clear();
            for (int i = 0; i < 8; i++)
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
