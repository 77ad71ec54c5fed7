using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// The denoising network: predicts the noise (or v) in a latent, given the timestep and the text's vectors
/// (Rombach et al. 2022; the U-Net of Dhariwal and Nichol 2021 with cross attention). Describes graphs; holds no run state.
/// </summary>
/// <param name="config">Its sizes.</param>
/// <param name="weights">The checkpoint's tensors, networks applied.</param>
/// <param name="hypernetworks">What changes the sources of its attention, in order; null for none.</param>
public sealed class UNet(UNetConfig config, WeightLedger weights, IReadOnlyList<HypernetworkUse>? hypernetworks = null)
{
    /// <summary>Where a checkpoint keeps this network.</summary>
    public const string Prefix = "model.diffusion_model";

    /// <summary>Graph input: the noisy latent, [N,H,W,InChannels].</summary>
    public const string Latent = "latent";

    /// <summary>Graph input: <see cref="TimestepEmbedding"/> of each sample, [N,ModelChannels].</summary>
    public const string Timestep = "timestep";

    /// <summary>Graph input: the text's vectors, [N,L,ContextWidth].</summary>
    public const string Context = "context";

    /// <summary>Graph input of networks with a label: [N,LabelWidth].</summary>
    public const string Label = "label";

    /// <summary>Graph output: the prediction, [N,H,W,OutChannels].</summary>
    public const string Noise = "noise";

    /// <summary>Groups of every group normalisation, in all published networks.</summary>
    internal const int Groups = 32;

    private const float OutEpsilon = 1e-5f;

    public UNetConfig Config => config;

    /// <summary>
    /// The forward pass for one set of shapes: latents of height x width cells, any size from 1 on, and contextLength text vectors.
    /// With <paramref name="withBlocks"/> every block's result is an output too, named "block.input.3", "block.middle.0", "block.output.11"
    /// and "time_embed". Missing tensors are noted in the ledger.
    /// </summary>
    public Graph Describe(int batch, int height, int width, int contextLength, bool withBlocks = false)
    {
        var graph = new Graph();
        new Description(graph, config, weights.Root.At(Prefix), new HypernetworkChain(graph, hypernetworks ?? []), withBlocks).Record(batch, height, width, contextLength);
        return graph;
    }

    /// <summary>The state of one description: the graph, and the values that blocks hand to each other.</summary>
    private sealed class Description(Graph graph, UNetConfig config, WeightScope weights, HypernetworkChain hypernetworks, bool withBlocks)
    {
        private readonly Padding _padding = Padding.Same(1) with { Circular = config.Circular };
        private readonly Stack<Value> _skips = new();
        private Value _context = null!;
        private Value _embedding = null!;
        private int _cells;

        public void Record(int batch, int height, int width, int contextLength)
        {
            _cells = height * width;
            Value h = graph.Input(Latent, batch, height, width, config.InChannels);
            Value timestep = graph.Input(Timestep, batch, config.ModelChannels);
            _context = graph.Input(Context, batch, contextLength, config.ContextWidth);
            _embedding = graph.Activate(RecordEmbedding(timestep), Activation.Silu);
            h = RecordWayDown(h);
            h = RecordMiddle(h);
            h = RecordWayUp(h);
            h = graph.GroupNorm(h, weights.Get("out.0.weight", h.Channels), weights.Get("out.0.bias", h.Channels), Groups, OutEpsilon, silu: true);
            graph.Output(Noise, RecordConvolution(weights.At("out.2"), h, config.OutChannels));
        }

        private Value RecordEmbedding(Value timestep)
        {
            Value time = Observe("time_embed", RecordPerceptron(weights.At("time_embed"), timestep, residual: null));
            return config.LabelWidth is int labelWidth
                ? RecordPerceptron(weights.At("label_emb.0"), graph.Input(Label, timestep.Shape[0], labelWidth), residual: time)
                : time;
        }

        private Value RecordPerceptron(WeightScope scope, Value x, Value? residual)
        {
            int width = config.EmbeddingWidth;
            Value hidden = graph.Linear(x, scope.Get("0.weight", width, x.Channels), scope.Get("0.bias", width), Activation.Silu);
            return graph.Linear(hidden, scope.Get("2.weight", width, width), scope.Get("2.bias", width), residual: residual);
        }

        private Value RecordWayDown(Value h)
        {
            h = Keep(RecordConvolution(weights.At("input_blocks.0.0"), h, config.ModelChannels));
            for (int level = 0; level < config.ChannelMultipliers.Count; level++)
            {
                if (level > 0)
                {
                    h = Keep(RecordConvolution(weights.At($"input_blocks.{_skips.Count}.0.op"), h, h.Channels, stride: 2));
                }

                for (int i = 0; i < config.ResBlocks; i++)
                {
                    h = Keep(RecordBlock(weights.At("input_blocks").At(_skips.Count), h, level));
                }
            }

            return h;
        }

        private Value RecordMiddle(Value h)
        {
            WeightScope middle = weights.At("middle_block");
            h = Observe("block.middle.0", ResBlock.Describe(graph, middle.At(0), h, _embedding, h.Channels, _padding));
            h = Observe("block.middle.1", new SpatialTransformer(graph, middle.At(1), config, hypernetworks, _cells).Describe(h, _context, config.MiddleDepth));
            return Observe("block.middle.2", ResBlock.Describe(graph, middle.At(2), h, _embedding, h.Channels, _padding));
        }

        private Value RecordWayUp(Value h)
        {
            int block = 0;
            for (int level = config.ChannelMultipliers.Count - 1; level >= 0; level--)
            {
                for (int i = 0; i <= config.ResBlocks; i++, block++)
                {
                    WeightScope scope = weights.At("output_blocks").At(block);
                    Value skip = _skips.Pop();
                    h = RecordBlock(scope, graph.Concat(ResizedTo(skip, h), skip), level);
                    if (level > 0 && i == config.ResBlocks)
                    {
                        int position = config.TransformerDepths[level] > 0 ? 2 : 1;
                        h = graph.ResizeNearest(h, 2 * h.Shape[1], 2 * h.Shape[2]);
                        h = RecordConvolution(scope.At($"{position}.conv"), h, h.Channels);
                    }

                    Observe($"block.output.{block}", h);
                }
            }

            return h;
        }

        private Value RecordBlock(WeightScope scope, Value h, int level)
        {
            h = ResBlock.Describe(graph, scope.At(0), h, _embedding, config.Channels(level), _padding);
            int depth = config.TransformerDepths[level];
            return depth == 0 ? h : new SpatialTransformer(graph, scope.At(1), config, hypernetworks, _cells).Describe(h, _context, depth);
        }

        /// <summary>Odd sizes come back one larger from halving and doubling; webui resizes them to the skip connection's (webui.md 2.2, "Sizes").</summary>
        private Value ResizedTo(Value skip, Value h)
        {
            (int height, int width) = (skip.Shape[1], skip.Shape[2]);
            return h.Shape[1] == height && h.Shape[2] == width ? h : graph.ResizeNearest(h, height, width);
        }

        private Value RecordConvolution(WeightScope scope, Value h, int outChannels, int stride = 1) => graph.Conv2d(
            h, scope.Get("weight", outChannels, h.Channels, 3, 3), scope.Get("bias", outChannels), stride, _padding);

        private Value Keep(Value h)
        {
            Observe($"block.input.{_skips.Count}", h);
            _skips.Push(h);
            return h;
        }

        private Value Observe(string name, Value value)
        {
            if (withBlocks)
            {
                graph.Output(name, value);
            }

            return value;
        }
    }
}
