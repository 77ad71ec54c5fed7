namespace Palimpsest.Compute;

/// <summary>
/// Records a network's forward pass for one set of shapes. It computes nothing: a device compiles it to a plan.
/// Shapes are checked here, so a network that does not fit its weights fails with the tensor's name before any memory is taken.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Value> _inputs = [];
    private readonly Dictionary<string, Value> _outputs = [];

    /// <summary>All nodes in the order they were recorded, which is an order they can run in.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Floating-point operations of one run, a multiply-add counted as two.</summary>
    public double Operations => _nodes.Sum(node => node.Operations);

    public IReadOnlyDictionary<string, Value> Inputs => _inputs;

    public IReadOnlyDictionary<string, Value> Outputs => _outputs;

    /// <summary>Declares a tensor that the caller fills before each run.</summary>
    public Value Input(string name, params int[] shape)
    {
        Value value = Record(shape, result => new InputNode(result, name));
        _inputs.Add(name, value);
        return value;
    }

    /// <summary>Names a value that the caller reads after a run.</summary>
    public void Output(string name, Value value) => _outputs.Add(name, value);

    /// <summary>2-D convolution of [N,H,W,C]; see <see cref="Conv2dNode"/>. channelBias is [N,O].</summary>
    public Value Conv2d(
        Value x, Weight weight, Weight? bias, int stride = 1, Padding padding = default, Value? residual = null, Value? channelBias = null)
    {
        Require(x.Shape.Count == 4 && weight.Shape.Count == 4 && weight.Shape[1] == x.Channels, weight, x);
        RequireVector(bias, weight.Shape[0]);
        int freeRows = x.Shape[1] + padding.Top + padding.Bottom - weight.Shape[2];
        int freeColumns = x.Shape[2] + padding.Left + padding.Right - weight.Shape[3];
        Require(freeRows >= 0 && freeColumns >= 0, weight, x);
        int[] shape = [x.Shape[0], freeRows / stride + 1, freeColumns / stride + 1, weight.Shape[0]];
        RequireShape(residual, shape);
        RequireShape(channelBias, [shape[0], shape[3]]);
        return Record(shape, result => new Conv2dNode(result, x, weight, bias, stride, padding, residual, channelBias));
    }

    /// <summary>Matrix product with the last axis; see <see cref="LinearNode"/>. A 1x1 convolution's weight [O,C,1,1] is accepted too.</summary>
    public Value Linear(Value x, Weight weight, Weight? bias, Activation activation = Activation.None, Value? residual = null)
    {
        Require(weight.Count == (long)weight.Shape[0] * x.Channels, weight, x);
        RequireVector(bias, weight.Shape[0]);
        int[] shape = [.. x.Shape.SkipLast(1), weight.Shape[0]];
        RequireShape(residual, shape);
        return Record(shape, result => new LinearNode(result, x, weight, bias, activation, residual));
    }

    /// <summary>Gated linear unit with GELU; see <see cref="GeGluNode"/>. The result is half as wide as the weight.</summary>
    public Value GeGlu(Value x, Weight weight, Weight bias)
    {
        Require(weight.Count == (long)weight.Shape[0] * x.Channels && weight.Shape[0] % 2 == 0, weight, x);
        RequireVector(bias, weight.Shape[0]);
        return Record([.. x.Shape.SkipLast(1), weight.Shape[0] / 2], result => new GeGluNode(result, x, weight, bias));
    }

    /// <summary>Group normalisation of [N,...,C], with SiLU after it if asked; see <see cref="GroupNormNode"/>.</summary>
    public Value GroupNorm(Value x, Weight gamma, Weight beta, int groups, float epsilon, bool silu = false)
    {
        RequireVector(gamma, x.Channels);
        RequireVector(beta, x.Channels);
        Require(x.Channels % groups == 0, gamma, x);
        return Record([.. x.Shape], result => new GroupNormNode(result, x, gamma, beta, groups, epsilon, silu));
    }

    /// <summary>Layer normalisation over the last axis; see <see cref="LayerNormNode"/>.</summary>
    public Value LayerNorm(Value x, Weight gamma, Weight beta, float epsilon)
    {
        RequireVector(gamma, x.Channels);
        RequireVector(beta, x.Channels);
        return Record([.. x.Shape], result => new LayerNormNode(result, x, gamma, beta, epsilon));
    }

    /// <summary>Multi-head attention; see <see cref="AttentionNode"/>.</summary>
    public Value Attention(Value q, Value k, Value v, int heads, bool causal = false)
    {
        if (q.Shape.Count != 3 || k.Shape.Count != 3 || !k.Shape.SequenceEqual(v.Shape)
            || k.Shape[0] != q.Shape[0] || k.Channels != q.Channels || q.Channels % heads != 0)
        {
            throw new GraphException($"Attention of q {q}, k {k}, v {v} with {heads} heads: the shapes do not fit.");
        }

        return Record([.. q.Shape], result => new AttentionNode(result, q, k, v, heads, causal));
    }

    public Value Activate(Value x, Activation activation) => Record([.. x.Shape], result => new ActivateNode(result, x, activation));

    /// <summary>a + factor · b.</summary>
    public Value Add(Value a, Value b, float factor = 1)
    {
        RequireShape(b, a.Shape);
        return Record([.. a.Shape], result => new AddNode(result, a, b, factor));
    }

    /// <summary>Joins along the last axis, <paramref name="a"/>'s channels first.</summary>
    public Value Concat(Value a, Value b)
    {
        RequireShape(b, [.. a.Shape.SkipLast(1), b.Channels]);
        return Record([.. a.Shape.SkipLast(1), a.Channels + b.Channels], result => new ConcatNode(result, a, b));
    }

    /// <summary>Nearest-neighbour resizing of [N,H,W,C]; see <see cref="ResizeNearestNode"/>.</summary>
    public Value ResizeNearest(Value x, int height, int width) =>
        Record([x.Shape[0], height, width, x.Channels], result => new ResizeNearestNode(result, x));

    /// <summary>Finds alike tokens in [N,height·width,C]; see <see cref="MatchTokensNode"/>.</summary>
    /// <param name="merged">How many tokens go into others: at most those that are not the first of their 2 × 2.</param>
    public Value MatchTokens(Value x, int height, int width, int merged)
    {
        if (x.Shape.Count != 3 || x.Shape[1] != height * width || merged < 0 || merged > (height * width) - ((height / 2) * (width / 2)))
        {
            throw new GraphException($"{merged} of {height} × {width} tokens cannot be merged in {x}.");
        }

        return Record([x.Shape[0], 2, height * width], result => new MatchTokensNode(result, x, height, width, merged));
    }

    /// <summary>The tokens that a match leaves; see <see cref="MergeTokensNode"/>.</summary>
    public Value MergeTokens(Value x, Value match, int merged)
    {
        RequireShape(match, [x.Shape[0], 2, x.Shape[1]]);
        return Record([x.Shape[0], x.Shape[1] - merged, x.Channels], result => new MergeTokensNode(result, x, match));
    }

    /// <summary>All tokens again; see <see cref="UnmergeTokensNode"/>.</summary>
    public Value UnmergeTokens(Value x, Value match) =>
        Record([x.Shape[0], match.Shape[2], x.Channels], result => new UnmergeTokensNode(result, x, match));

    /// <summary>The same elements under another shape, for example [N,H,W,C] as tokens [N,H·W,C].</summary>
    public Value Reshape(Value x, params int[] shape)
    {
        Value result = Record(shape, value => new ReshapeNode(value, x));
        return result.Count == x.Count ? result : throw new GraphException($"{x} cannot be seen as [{string.Join(',', shape)}].");
    }

    private Value Record(int[] shape, Func<Value, Node> node)
    {
        if (shape.Any(size => size <= 0))
        {
            throw new GraphException($"A tensor of shape [{string.Join(',', shape)}] is empty.");
        }

        var value = new Value(_nodes.Count, shape);
        _nodes.Add(node(value));
        return value;
    }

    private static void Require(bool holds, Weight weight, Value x)
    {
        if (!holds)
        {
            throw new GraphException($"{weight} does not fit the input {x}.");
        }
    }

    private static void RequireVector(Weight? weight, int length)
    {
        if (weight is not null && weight.Count != length)
        {
            throw new GraphException($"{weight} must have {length} elements.");
        }
    }

    private static void RequireShape(Value? value, IReadOnlyList<int> shape)
    {
        if (value is not null && !value.Shape.SequenceEqual(shape))
        {
            throw new GraphException($"{value} must have the shape [{string.Join(',', shape)}].");
        }
    }
}
