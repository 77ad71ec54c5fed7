using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Compute.Tests;

public class StripPlanTests
{
    private const int Height = 100, Width = 20, Channels = 8;

    /// <summary>Budgets for maps of 64 kB: all in memory and one strip, some in files, all in files and the lowest strips.</summary>
    public static TheoryData<long> Budgets => [1L << 30, 300_000, 60_000, 0];

    [Theory]
    [MemberData(nameof(Budgets))]
    public void Strips_give_the_whole_plans_bits(long budgetBytes)
    {
        using var device = new CpuDevice(threads: 2);
        Graph graph = Network();
        float[] input = SyntheticWeights.Tensor("picture", Height * Width * 3);
        using Plan plan = device.Compile(graph);
        input.CopyTo(plan.Input("picture"));
        plan.Run();

        using var strips = new StripPlan(device, graph, budgetBytes, Path.GetTempPath());
        input.CopyTo(strips.Input("picture"));
        strips.Run();

        Assert.Equal(plan.Output("y"), strips.Output("y"));
        Assert.Equal(plan.Operations, strips.Operations, plan.Operations * 0.1);
    }

    [Fact]
    public void No_file_is_left_when_a_run_is_cancelled()
    {
        string folder = Directory.CreateTempSubdirectory("palimpsest-strips-").FullName;
        using var device = new CpuDevice(threads: 1);
        using var cancellation = new CancellationTokenSource();
        using var plan = new StripPlan(device, Network(), budgetBytes: 0, folder);
        var progress = new Progress(part =>
        {
            Assert.NotEmpty(Directory.GetFiles(folder));
            if (part > 0.3)
            {
                cancellation.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => plan.Run(progress, cancellation.Token));

        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void A_batch_is_refused()
    {
        using var device = new CpuDevice(threads: 1);
        var graph = new Graph();
        graph.Output("y", graph.Activate(graph.Input("x", 2, 4, 4, 1), Activation.Silu));
        Assert.Contains("batch of 1", Assert.Throws<GraphException>(() => new StripPlan(device, graph, 0, Path.GetTempPath())).Message);
    }

    [Fact]
    public void Strips_are_taken_only_when_the_whole_does_not_fit()
    {
        using var device = new CpuDevice(threads: 1);
        PlanMemory memory = device.Measure(Network());
        using Plan whole = device.CompileWithin(Network(), memory.ArenaBytes + memory.ScratchBytes);
        using Plan strips = device.CompileWithin(Network(), memory.ArenaBytes + memory.ScratchBytes - 1);
        Assert.IsNotType<StripPlan>(whole);
        Assert.IsType<StripPlan>(strips);
    }

    /// <summary>Every kind of node that an autoencoder or an upscaler has.</summary>
    private static Graph Network()
    {
        var graph = new Graph();
        Value x = graph.Input("picture", 1, Height, Width, 3);
        Value wide = graph.Conv2d(x, Kernel("a", Channels, 3, 3), Vector("a", Channels), padding: Padding.Same(1));
        Value h = Normalise(graph, wide);
        h = graph.Conv2d(h, Kernel("b", Channels, Channels, 3), null, padding: Padding.Same(1), residual: wide);
        h = graph.Conv2d(h, Kernel("c", Channels, Channels, 3), null, stride: 2, padding: new Padding(0, 0, 1, 1));
        Value tokens = graph.Reshape(graph.Linear(Normalise(graph, h), Kernel("q", Channels, Channels, 1), null), 1, Height * Width / 4, Channels);
        Value attended = graph.Reshape(graph.Attention(tokens, tokens, tokens, heads: 1), [.. h.Shape]);
        h = graph.Linear(attended, Kernel("o", Channels, Channels, 1), Vector("o", Channels), residual: h);
        h = graph.ResizeNearest(h, Height, Width);
        h = graph.Conv2d(h, Kernel("d", Channels, Channels, 3), null, padding: Padding.Same(1) with { Circular = true });
        h = graph.Add(graph.Concat(h, graph.Activate(wide, Activation.Gelu)), graph.Concat(wide, h));
        graph.Output("y", graph.Conv2d(Normalise(graph, h), Kernel("e", 6, 2 * Channels, 3), null, padding: Padding.Same(1)));
        return graph;
    }

    private static Value Normalise(Graph graph, Value x) =>
        graph.GroupNorm(x, Vector("gamma", x.Channels), Vector("beta", x.Channels), groups: 4, epsilon: 1e-6f, silu: true);

    private static ArrayWeight Kernel(string name, int outputs, int inputs, int size) =>
        new(name, SyntheticWeights.Tensor(name, outputs * inputs * size * size, 0.2), outputs, inputs, size, size);

    private static ArrayWeight Vector(string name, int count) => new(name, SyntheticWeights.Tensor(name, count), count);

    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
