using System.Diagnostics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>Turns a graph's nodes into steps: which kernel, on which memory.</summary>
internal sealed unsafe class CpuPlanBuilder(CpuDevice device, CpuPlanBuilder.Locator locate, double* partials, WorkerScratch scratch)
{
    private readonly List<PlanStep> _steps = [];

    /// <summary>Where a value's elements lie.</summary>
    public delegate float* Locator(Value value);

    public static GroupNormShape Shape(GroupNormNode node)
    {
        IReadOnlyList<int> shape = node.X.Shape;
        return shape.Count == 4
            ? new GroupNormShape(shape[0], shape[1], shape[2], shape[3], node.Groups)
            : new GroupNormShape(shape[0], checked((int)(node.X.Rows / shape[0])), 1, node.X.Channels, node.Groups);
    }

    public static AttentionShape Shape(AttentionNode node)
    {
        int width = node.Q.Channels;
        return new AttentionShape(
            node.Q.Shape[0], node.Heads, width / node.Heads, node.Q.Shape[1], node.K.Shape[1], node.Causal, width, width, width, width);
    }

    public static long GemmScratchBytes(GemmTileKind tile) => tile switch
    {
        GemmTileKind.Vector512 => Gemm<Vector512GemmTile>.ScratchBytes,
        GemmTileKind.Vector256 => Gemm<Vector256GemmTile>.ScratchBytes,
        _ => Gemm<ScalarGemmTile>.ScratchBytes,
    };

    public IReadOnlyList<PlanStep> Build(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            Add(node);
        }

        return _steps;
    }

    private void Add(Node node)
    {
        switch (node)
        {
            case InputNode or ReshapeNode:
                break;
            case Conv2dNode convolution:
                AddConvolution(convolution);
                break;
            case LinearNode linear:
                AddLinear(linear);
                break;
            case GeGluNode gated:
                AddGeGlu(gated);
                break;
            case GroupNormNode norm:
                AddGroupNorm(norm);
                break;
            case LayerNormNode norm:
                AddLayerNorm(norm);
                break;
            case AttentionNode attention:
                AddAttention(attention);
                break;
            case MatchTokensNode match:
                AddMatch(match);
                break;
            default:
                AddElementwise(node);
                break;
        }
    }

    private void AddConvolution(Conv2dNode node)
    {
        IReadOnlyList<int> input = node.X.Shape, output = node.Result.Shape, kernel = node.Weight.Shape;
        bool isPointwise = kernel[2] == 1 && kernel[3] == 1 && node.Stride == 1 && node.Padding == default;
        IRowSource rows = isPointwise
            ? new DenseRows(locate(node.X), node.X.Channels)
            : new PatchRows(
                locate(node.X), input[1], input[2], input[3], output[1], output[2], kernel[3], node.Stride, node.Padding);
        AddProduct(isPointwise ? "1x1 convolution" : "convolution", node, rows, device.Weights.Matrix(node.Weight, false), new GemmEpilogue
        {
            Bias = device.Weights.Vector(node.Bias),
            ChannelBias = Locate(node.ChannelBias),
            RowsPerSample = (long)output[1] * output[2],
            Residual = Locate(node.Residual),
            Destination = locate(node.Result),
            Stride = node.Result.Channels,
        });
    }

    private void AddLinear(LinearNode node) =>
        AddProduct("linear", node, new DenseRows(locate(node.X), node.X.Channels), device.Weights.Matrix(node.Weight, false), new GemmEpilogue
        {
            Bias = device.Weights.Vector(node.Bias),
            Activation = node.Activation,
            Residual = Locate(node.Residual),
            Destination = locate(node.Result),
            Stride = node.Result.Channels,
        });

    private void AddGeGlu(GeGluNode node) =>
        AddProduct("linear", node, new DenseRows(locate(node.X), node.X.Channels), device.Weights.Matrix(node.Weight, true), new GemmEpilogue
        {
            Bias = device.Weights.Vector(node.Bias, geGlu: true),
            GeGlu = true,
            Destination = locate(node.Result),
            Stride = node.Result.Channels,
        });

    private void AddProduct(string kind, Node node, IRowSource source, PackedMatrix weights, GemmEpilogue epilogue)
    {
        IParallelWork work = device.Tile switch
        {
            GemmTileKind.Vector512 => new Gemm<Vector512GemmTile>(source, node.Result.Rows, weights, epilogue, scratch),
            GemmTileKind.Vector256 => new Gemm<Vector256GemmTile>(source, node.Result.Rows, weights, epilogue, scratch),
            _ => new Gemm<ScalarGemmTile>(source, node.Result.Rows, weights, epilogue, scratch),
        };
        _steps.Add(new PlanStep(kind, work, node.Operations));
    }

    private void AddGroupNorm(GroupNormNode node)
    {
        GroupNormShape shape = Shape(node);
        float* x = locate(node.X), y = locate(node.Result);
        float* gamma = device.Weights.Vector(node.Gamma), beta = device.Weights.Vector(node.Beta);
        double* sums = partials;
        _steps.Add(new PlanStep("group norm", (worker, workers) => GroupNorm.RowSums(shape, x, sums, worker, workers), node.Operations / 2));
        _steps.Add(new PlanStep(
            "group norm",
            (worker, workers) => GroupNorm.Apply(
                shape, x, y, sums, shape.H, node.Epsilon, gamma, beta, node.Silu, scratch.Of(worker), worker, workers),
            node.Operations / 2));
    }

    private void AddLayerNorm(LayerNormNode node)
    {
        float* x = locate(node.X), y = locate(node.Result);
        float* gamma = device.Weights.Vector(node.Gamma), beta = device.Weights.Vector(node.Beta);
        _steps.Add(new PlanStep(
            "layer norm",
            (worker, workers) => LayerNorm.Apply(x, y, gamma, beta, node.Epsilon, node.X.Rows, node.X.Channels, worker, workers),
            node.Operations));
    }

    private void AddAttention(AttentionNode node)
    {
        AttentionShape shape = Shape(node);
        float* q = locate(node.Q), k = locate(node.K), v = locate(node.V), y = locate(node.Result);
        _steps.Add(new PlanStep(
            "attention",
            (worker, workers) => Attention.Apply(shape, q, k, v, y, scratch.Of(worker), worker, workers),
            node.Operations));
    }

    private void AddMatch(MatchTokensNode node)
    {
        float* x = locate(node.X), y = locate(node.Result);
        (int samples, int tokens, int channels) = (node.X.Shape[0], node.X.Shape[1], node.X.Channels);
        int[][] going = [.. Enumerable.Range(0, samples).Select(_ => TokenMerging.Going(node.Height, node.Width))];
        float[][] keys = [.. going.Select(tokensOf => new float[tokensOf.Length])];
        _steps.Add(new PlanStep(
            "token merging", (worker, workers) => TokenMerging.Lengths(x, y, samples, tokens, channels, worker, workers), 0));
        _steps.Add(new PlanStep(
            "token merging",
            (worker, workers) => TokenMerging.FindAlike(x, y, samples, node.Height, node.Width, channels, worker, workers),
            node.Operations));
        _steps.Add(new PlanStep(
            "token merging",
            (worker, workers) => TokenMerging.Number(y, going, keys, node.Height, node.Width, node.Merged, worker, workers),
            0));
    }

    private void AddElementwise(Node node)
    {
        float* y = locate(node.Result);
        Value result = node.Result;
        float* x = locate(node.Inputs.First());
        float* second = locate(node.Inputs.Last());
        Action<int, int> part = node switch
        {
            ActivateNode activate => (worker, workers) => Activations.Into(activate.Activation, x, y, result.Count, worker, workers),
            AddNode { Factor: 1 } => (worker, workers) => Elementwise.Add(x, second, y, result.Count, worker, workers),
            AddNode add => (worker, workers) => Elementwise.AddScaled(x, second, add.Factor, y, result.Count, worker, workers),
            ConcatNode concat => (worker, workers) =>
                Elementwise.Concat(x, concat.A.Channels, second, concat.B.Channels, y, result.Rows, worker, workers),
            ResizeNearestNode resize => (worker, workers) => Elementwise.ResizeNearest(
                x, y, result.Shape[0], resize.X.Shape[1], resize.X.Shape[2], result.Shape[1], result.Shape[2], result.Channels, worker, workers),
            MergeTokensNode merge => (worker, workers) => TokenMerging.Merge(
                x, second, y, result.Shape[0], merge.X.Shape[1], result.Shape[1], result.Channels, worker, workers),
            UnmergeTokensNode unmerge => (worker, workers) => TokenMerging.Unmerge(
                x, second, y, result.Shape[0], unmerge.X.Shape[1], result.Shape[1], result.Channels, worker, workers),
            _ => throw new UnreachableException($"{node.GetType().Name} has no kernel."),
        };
        _steps.Add(new PlanStep("elementwise", part, node.Operations));
    }

    private float* Locate(Value? value) => value is null ? null : locate(value);
}
