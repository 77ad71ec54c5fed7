using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// TAESD (O. Bøer Bohan 2023, github.com/madebyollin/taesd): a small autoencoder between pictures in 0..1 and latents as samplers have them,
/// without the large one's scale factor. Encoder and decoder are files of their own. Describes graphs; holds no run state.
/// </summary>
/// <param name="weights">Tensors of one half.</param>
/// <param name="prefix">What stands before the keys "1.weight" …; empty in published files.</param>
public sealed class TinyAutoencoder(WeightLedger weights, string prefix = "")
{
    /// <summary>Encoder's input and decoder's output: [N,H,W,3], 0..1 except for overshoot.</summary>
    public const string Picture = "picture";

    /// <summary>Encoder's output and decoder's input: [N,h,w,4].</summary>
    public const string Latent = "latent";

    /// <summary>Picture pixels along the side of a latent cell.</summary>
    public const int CellSize = 8;

    public const int LatentChannels = 4;

    private const int Width = 64, PictureChannels = 3;

    private readonly WeightScope _scope = prefix.Length == 0 ? weights.Root : weights.Root.At(prefix);

    /// <summary>Latent to picture, eight times as wide and high.</summary>
    public Graph DescribeDecoder(int batch, int height, int width)
    {
        var graph = new Graph();
        Value h = graph.Activate(graph.Input(Latent, batch, height, width, LatentChannels), Activation.SoftClamp);
        h = graph.Activate(Convolution(graph, 1, h, Width), Activation.Relu);
        for (int first = 3; first < 18; first += 5)
        {
            h = Blocks(graph, first, 3, h);
            h = graph.ResizeNearest(h, 2 * h.Shape[1], 2 * h.Shape[2]);
            h = Convolution(graph, first + 4, h, Width, hasBias: false);
        }

        h = Blocks(graph, 18, 1, h);
        graph.Output(Picture, Convolution(graph, 19, h, PictureChannels));
        return graph;
    }

    /// <summary>Picture to latent; each halving rounds up.</summary>
    public Graph DescribeEncoder(int batch, int height, int width)
    {
        var graph = new Graph();
        Value h = Convolution(graph, 0, graph.Input(Picture, batch, height, width, PictureChannels), Width);
        h = Blocks(graph, 1, 1, h);
        for (int first = 2; first < 14; first += 4)
        {
            h = Convolution(graph, first, h, Width, stride: 2, hasBias: false);
            h = Blocks(graph, first + 1, 3, h);
        }

        graph.Output(Latent, Convolution(graph, 14, h, LatentChannels));
        return graph;
    }

    private Value Blocks(Graph graph, int first, int count, Value h)
    {
        for (int i = first; i < first + count; i++)
        {
            WeightScope block = _scope.At(i).At("conv");
            Value inner = graph.Activate(Convolution(graph, block.At(0), h, Width), Activation.Relu);
            inner = graph.Activate(Convolution(graph, block.At(2), inner, Width), Activation.Relu);
            h = graph.Activate(Convolution(graph, block.At(4), inner, Width, residual: h), Activation.Relu);
        }

        return h;
    }

    private Value Convolution(Graph graph, int index, Value x, int outChannels, int stride = 1, bool hasBias = true) =>
        Convolution(graph, _scope.At(index), x, outChannels, stride, hasBias);

    private static Value Convolution(Graph graph, WeightScope scope, Value x, int outChannels, int stride = 1, bool hasBias = true, Value? residual = null) => graph.Conv2d(
        x, scope.Get("weight", outChannels, x.Channels, 3, 3), hasBias ? scope.Get("bias", outChannels) : null, stride, Padding.Same(1), residual);
}
