using Palimpsest.Compute.Kernels;
using Palimpsest.TestKit;

namespace Palimpsest.Compute.Tests.Devices;

public class CpuDeviceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_plan_computes_what_the_double_precision_interpreter_computes(bool half)
    {
        Graph graph = EveryOperation.Describe(2, half);
        IReadOnlyDictionary<string, float[]> expected = new GraphInterpreter().Run(
            graph, graph.Inputs.ToDictionary(pair => pair.Key, pair => EveryOperation.Contents(pair.Key, pair.Value)));
        using var device = new CpuDevice(2);
        using var plan = (CpuPlan)device.Compile(graph);
        plan.Poison(float.NaN);
        EveryOperation.FillInputs(plan, graph);
        plan.Run();
        foreach ((string name, float[] values) in expected)
        {
            Close.Within(2e-5 * values.Max(Math.Abs), values, plan.Output(name), name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        Assert.Equal(RunWith(1, 2, CpuDevice.FastestTile), RunWith(threads, 2, CpuDevice.FastestTile));
    }

    [Fact]
    public void A_sample_is_the_same_alone_and_in_a_batch()
    {
        float[] alone = RunWith(2, 1, CpuDevice.FastestTile);
        float[] three = RunWith(2, 3, CpuDevice.FastestTile);
        Assert.Equal(alone, three[..alone.Length]);
    }

    [Fact]
    public void All_register_tiles_of_the_product_give_the_same_bits()
    {
        float[] scalar = RunWith(2, 2, GemmTileKind.Scalar);
        for (GemmTileKind tile = GemmTileKind.Vector256; tile <= CpuDevice.FastestTile; tile++)
        {
            Assert.Equal(scalar, RunWith(2, 2, tile));
        }
    }

    [Fact]
    public void Packing_tells_how_much_is_packed_and_nothing_where_all_is()
    {
        Graph graph = EveryOperation.Describe(1);
        using var device = new CpuDevice(2);
        var told = new List<double>();
        device.Pack(graph, new Listener(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (told[0], told[^1]));
        Assert.True(told.Count > 3, $"{told.Count} reports");
        Assert.Equal(told.Distinct().Order(), told);

        told.Clear();
        device.Pack(graph, new Listener(told.Add), TestContext.Current.CancellationToken);
        Assert.Empty(told);
    }

    [Fact]
    public void Packing_ends_between_two_weights_when_it_is_cancelled_and_goes_on_there()
    {
        Graph graph = EveryOperation.Describe(1);
        using var device = new CpuDevice(2);
        using var end = new CancellationTokenSource();
        int packed = 0, rest = 0;
        Assert.Throws<OperationCanceledException>(() => device.Pack(
            graph,
            new Listener(_ =>
            {
                if (++packed == 3)
                {
                    end.Cancel();
                }
            }),
            end.Token));
        Assert.Equal(3, packed);
        device.Pack(graph, new Listener(_ => rest++), TestContext.Current.CancellationToken);

        // Each weight is told of before it is packed, and the end once.
        var all = new List<double>();
        using var fresh = new CpuDevice(2);
        fresh.Pack(graph, new Listener(all.Add), TestContext.Current.CancellationToken);
        Assert.Equal(all.Count - 3, rest);
    }

    [Fact]
    public void A_second_run_repeats_the_first_and_allocates_nothing()
    {
        Graph graph = EveryOperation.Describe(1);
        using var device = new CpuDevice(2);
        using Plan plan = device.Compile(graph);
        EveryOperation.FillInputs(plan, graph);
        plan.Run();
        float[] first = plan.Output("tokens").ToArray();
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first, plan.Output("tokens").ToArray());
    }

    [Fact]
    public void The_memory_measured_beforehand_is_the_memory_of_the_plan()
    {
        Graph graph = EveryOperation.Describe(2, half: true);
        using var device = new CpuDevice(2);
        PlanMemory measured = device.Measure(graph);
        using Plan plan = device.Compile(graph);
        Assert.Equal(measured, plan.Memory);
        Assert.True(plan.Memory.ArenaBytes < graph.Nodes.Sum(node => node.Result.Count * sizeof(float)), "Values whose lives do not overlap share room.");
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        Graph graph = EveryOperation.Describe(1);
        using var device = new CpuDevice(1);
        using Plan plan = device.Compile(graph);
        Assert.Throws<OperationCanceledException>(() => plan.Run(cancellation: new CancellationToken(true)));
    }

    [Fact]
    public void A_failing_part_reaches_the_caller_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(3);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Failing(worker: 2)));
        var counting = new Counting();
        team.Run(counting);
        Assert.Equal(3, counting.Runs);
    }

    private static float[] RunWith(int threads, int batch, GemmTileKind tile)
    {
        Graph graph = EveryOperation.Describe(batch, half: true);
        using var team = new WorkerTeam(threads);
        using var device = new CpuDevice(team, tile);
        using Plan plan = device.Compile(graph);
        EveryOperation.FillInputs(plan, graph);
        plan.Run();
        return plan.Output("tokens").ToArray();
    }

    private sealed class Failing(int worker) : IParallelWork
    {
        public void Run(int part, int workers)
        {
            if (part == worker)
            {
                throw new InvalidOperationException("This part fails.");
            }
        }
    }

    private sealed class Counting : IParallelWork
    {
        private int _runs;

        public int Runs => _runs;

        public void Run(int worker, int workers) => Interlocked.Increment(ref _runs);
    }

    private sealed class Listener(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
