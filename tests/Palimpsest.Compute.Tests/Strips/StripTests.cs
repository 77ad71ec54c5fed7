using Palimpsest.TestKit;

namespace Palimpsest.Compute.Tests;

public class StripTests
{
    private const int Height = 11, Width = 5, Channels = 3;

    private static readonly Dictionary<string, Action<Graph, Value>> Networks = new()
    {
        ["3x3 convolution"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(3), Bias, padding: Padding.Same(1))),
        ["wrapping 3x3 convolution"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(3), Bias, padding: Padding.Same(1) with { Circular = true })),
        ["halving convolution"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(3), Bias, stride: 2, padding: new Padding(0, 0, 1, 1))),
        ["padded halving convolution"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(3), Bias, stride: 2, padding: Padding.Same(1))),
        ["unpadded 1x1 convolution"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(1), null)),
        ["convolution plus residual of its own input"] = (g, x) => g.Output("y", g.Conv2d(x, Kernel(3), null, padding: Padding.Same(1), residual: x)),
        ["convolution plus channel bias"] = (g, x) =>
            g.Output("y", g.Conv2d(x, Kernel(3), Bias, padding: Padding.Same(1), channelBias: g.Input("shift", 1, Channels))),
        ["linear"] = (g, x) => g.Output("y", g.Linear(x, Kernel(1), Bias, Activation.Silu, residual: x)),
        ["activation"] = (g, x) => g.Output("y", g.Activate(x, Activation.Gelu)),
        ["sum"] = (g, x) => g.Output("y", g.Add(x, x)),
        ["join"] = (g, x) => g.Output("y", g.Concat(x, x)),
        ["attention"] = (g, x) => g.Output("y", g.Attention(g.Input("q", 1, Height, Channels), g.Input("k", 1, 7, Channels), g.Input("v", 1, 7, Channels), heads: 1)),
    };

    private static readonly Weight Bias = Numbers("bias", Channels);

    public static MatrixTheoryData<string, int> Cases => new([.. Networks.Keys], [1, 2, 4, 100]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Strips_give_the_rows_of_the_whole(string network, int rowsPerStrip)
    {
        var graph = new Graph();
        Networks[network](graph, graph.Input("x", 1, Height, Width, Channels));
        Dictionary<string, float[]> inputs = graph.Inputs.ToDictionary(
            pair => pair.Key, pair => Checkpoints.Synthetic.SyntheticWeights.Tensor(pair.Key, (int)pair.Value.Count));
        float[] whole = new GraphInterpreter().Run(graph, inputs)["y"];
        Dictionary<Value, float[]> values = graph.Inputs.ToDictionary(pair => pair.Value, pair => inputs[pair.Key]);
        Value result = graph.Outputs["y"];
        Node node = graph.Nodes.Single(candidate => candidate.Result == result);

        var joined = new List<float>();
        for (int start = 0; start < RowRange.RowsOf(result); start += rowsPerStrip)
        {
            var strip = new Strip(node, new RowRange(start, Math.Min(start + rowsPerStrip, RowRange.RowsOf(result))));
            Dictionary<string, float[]> rows = strip.Reads.Select((read, i) => (Name: i.ToString(), Rows: ReadRows(values[read.Source], read.Source, read.Rows)))
                .ToDictionary(read => read.Name, read => read.Rows);
            joined.AddRange(new GraphInterpreter().Run(strip.Describe(), rows)["rows"]);
        }

        Assert.Equal(whole, joined);
    }

    [Fact]
    public void Strips_inside_a_map_share_their_form()
    {
        var graph = new Graph();
        Value x = graph.Input("x", 1, 16, Width, Channels);
        graph.Conv2d(x, Kernel(3), null, padding: Padding.Same(1));
        Assert.Equal(new Strip(graph.Nodes[1], new RowRange(4, 8)).Form, new Strip(graph.Nodes[1], new RowRange(8, 12)).Form);
        Assert.NotEqual(new Strip(graph.Nodes[1], new RowRange(0, 4)).Form, new Strip(graph.Nodes[1], new RowRange(4, 8)).Form);
    }

    [Fact]
    public void Group_normalisation_is_not_one_strip_at_a_time()
    {
        var graph = new Graph();
        graph.GroupNorm(graph.Input("x", 1, Height, Width, Channels), Bias, Bias, groups: 1, epsilon: 1e-6f);
        var strip = new Strip(graph.Nodes[1], new RowRange(0, 2));
        Assert.Throws<NotSupportedException>(strip.Describe);
    }

    private static float[] ReadRows(float[] map, Value source, RowRange rows)
    {
        (int height, int row) = (RowRange.RowsOf(source), (int)RowRange.ElementsOf(source));
        return [.. Enumerable.Range(rows.Start, rows.Count).Select(i => (i + height) % height).SelectMany(i => map[(i * row)..((i + 1) * row)])];
    }

    private static Weight Kernel(int size) => Numbers("kernel", Channels, Channels, size, size);

    private static ArrayWeight Numbers(string name, params int[] shape) =>
        new(name, Checkpoints.Synthetic.SyntheticWeights.Tensor(name, shape.Aggregate(1, (a, b) => a * b)), shape);
}
