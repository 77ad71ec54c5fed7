using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Compute.Tests.Devices;

/// <summary>A small network that uses every operation of a graph, with odd sizes and both precisions of weights.</summary>
internal static class EveryOperation
{
    public static Graph Describe(int batch, bool half = false)
    {
        var graph = new Graph();
        Value x = graph.Input("x", batch, 9, 7, 5);
        Value context = graph.Input("context", batch, 11, 24);
        Value embedding = graph.Input("embedding", batch, 40);

        Value h = graph.Conv2d(x, Make("in.weight", half, 40, 5, 3, 3), Make("in.bias", half, 40), padding: Padding.Same(1), channelBias: embedding);
        Value normed = graph.GroupNorm(h, Make("norm.weight", half, 40), Make("norm.bias", half, 40), 8, 1e-5f, silu: true);
        h = graph.Conv2d(normed, Make("conv.weight", half, 40, 40, 3, 3), Make("conv.bias", half, 40), padding: Padding.Same(1) with { Circular = true }, residual: h);
        Value down = graph.Conv2d(h, Make("down.weight", half, 40, 40, 3, 3), null, stride: 2, padding: new Padding(0, 0, 1, 1));
        Value up = graph.ResizeNearest(down, 9, 7);
        h = graph.Concat(h, up);
        h = graph.Conv2d(h, Make("skip.weight", half, 48, 80, 1, 1), Make("skip.bias", half, 48));

        Value tokens = graph.Reshape(h, batch, 63, 48);
        Value rows = graph.LayerNorm(tokens, Make("ln.weight", half, 48), Make("ln.bias", half, 48), 1e-5f);
        Value q = graph.Linear(rows, Make("q.weight", half, 48, 48), null);
        Value k = graph.Linear(context, Make("k.weight", half, 48, 24), null);
        Value v = graph.Linear(context, Make("v.weight", half, 48, 24), null);
        tokens = graph.Linear(graph.Attention(q, k, v, 3), Make("o.weight", half, 48, 48), Make("o.bias", half, 48), residual: tokens);
        tokens = graph.Add(tokens, graph.Attention(rows, rows, rows, 2, causal: true));
        Value gated = graph.GeGlu(tokens, Make("ff.weight", half, 2 * 200, 48), Make("ff.bias", half, 2 * 200));
        Value wide = graph.Linear(gated, Make("ff2.weight", half, 400, 200), Make("ff2.bias", half, 400), Activation.Gelu);
        Value narrow = graph.Linear(wide, Make("ff3.weight", half, 48, 400), Make("ff3.bias", half, 48), Activation.QuickGelu, residual: tokens);
        graph.Output("tokens", graph.Activate(narrow, Activation.Silu));
        graph.Output("down", down);
        return graph;
    }

    /// <summary>Inputs for a batch: sample i of any batch has the same contents.</summary>
    public static void FillInputs(Plan plan, Graph graph)
    {
        foreach ((string name, Value value) in graph.Inputs)
        {
            Contents(name, value).CopyTo(plan.Input(name));
        }
    }

    public static float[] Contents(string name, Value value)
    {
        int sample = (int)(value.Count / value.Shape[0]);
        return [.. Enumerable.Range(0, value.Shape[0]).SelectMany(i => SyntheticWeights.Tensor($"{name}/{i}", sample))];
    }

    private static ArrayWeight Make(string key, bool half, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        SyntheticWeights.Fill(key, shape, 0, values);
        return half ? new ArrayWeight(key, Array.ConvertAll(values, value => (Half)value), shape) : new ArrayWeight(key, values, shape);
    }
}
