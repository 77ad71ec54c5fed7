namespace Palimpsest.Compute.Tests;

public class GraphTests
{
    [Fact]
    public void A_weight_that_does_not_fit_is_named_with_both_shapes()
    {
        var graph = new Graph();
        Value x = graph.Input("x", 1, 8, 8, 4);
        var weight = new ArrayWeight("conv_in.weight", new float[32 * 9 * 9], 32, 9, 3, 3);
        GraphException error = Assert.Throws<GraphException>(() => graph.Conv2d(x, weight, null, padding: Padding.Same(1)));
        Assert.Contains("conv_in.weight [32,9,3,3]", error.Message);
        Assert.Contains("[1,8,8,4]", error.Message);
    }

    [Fact]
    public void Convolution_shapes_follow_stride_and_padding()
    {
        var graph = new Graph();
        Value x = graph.Input("x", 2, 9, 12, 3);
        var weight = new ArrayWeight("w", new float[5 * 3 * 9], 5, 3, 3, 3);
        Assert.Equal([2, 9, 12, 5], graph.Conv2d(x, weight, null, padding: Padding.Same(1)).Shape);
        Assert.Equal([2, 5, 6, 5], graph.Conv2d(x, weight, null, stride: 2, padding: Padding.Same(1)).Shape);
        Assert.Equal([2, 4, 6, 5], graph.Conv2d(x, weight, null, stride: 2, padding: new Padding(0, 0, 1, 1)).Shape);
    }
}
