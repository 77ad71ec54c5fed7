using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.TestKit;

namespace Palimpsest.Compute.Tests.Kernels;

public sealed class TokenMergingTests
{
    [Theory]
    [InlineData(4, 6, 0)]
    [InlineData(4, 6, 9)]
    [InlineData(4, 6, 18)]
    [InlineData(5, 7, 20)]
    public void Tokens_are_merged_and_spread_as_in_double_precision(int height, int width, int merged)
    {
        Graph graph = Describe(height, width, merged);
        IReadOnlyDictionary<string, float[]> expected = new GraphInterpreter().Run(graph, Inputs(graph));
        foreach (int threads in (int[])[1, 3])
        {
            Dictionary<string, float[]> found = Run(graph, threads);
            Assert.Equal(expected["rows"][..(height * width)], found["rows"][..(height * width)]);
            Close.Within(1e-5 * expected["left"].Max(Math.Abs), expected["left"], found["left"], $"merged, {threads} threads");
            Close.Within(1e-5 * expected["all"].Max(Math.Abs), expected["all"], found["all"], $"spread, {threads} threads");
        }
    }

    [Fact]
    public void Nothing_merged_gives_every_token_back()
    {
        Graph graph = Describe(6, 4, merged: 0);
        Assert.Equal(Inputs(graph)["x"], Run(graph, threads: 2)["all"]);
    }

    [Fact]
    public void A_token_that_stays_cannot_be_merged()
    {
        var graph = new Graph();
        Assert.Throws<GraphException>(() => graph.MatchTokens(graph.Input("x", 1, 16, 8), 4, 4, merged: 13));
    }

    private static Graph Describe(int height, int width, int merged)
    {
        var graph = new Graph();
        Value x = graph.Input("x", 2, height * width, 21);
        Value match = graph.MatchTokens(x, height, width, merged);
        Value left = graph.MergeTokens(x, match, merged);
        graph.Output("rows", match);
        graph.Output("left", left);
        graph.Output("all", graph.UnmergeTokens(left, match));
        return graph;
    }

    private static Dictionary<string, float[]> Inputs(Graph graph) =>
        graph.Inputs.ToDictionary(pair => pair.Key, pair => SyntheticWeights.Tensor(pair.Key, (int)pair.Value.Count));

    private static Dictionary<string, float[]> Run(Graph graph, int threads)
    {
        using var device = new CpuDevice(threads);
        using Plan plan = device.Compile(graph);
        foreach ((string name, float[] values) in Inputs(graph))
        {
            values.CopyTo(plan.Input(name));
        }

        plan.Run();
        return graph.Outputs.ToDictionary(pair => pair.Key, pair => plan.Output(pair.Key).ToArray());
    }
}
