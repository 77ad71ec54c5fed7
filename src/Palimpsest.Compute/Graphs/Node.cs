namespace Palimpsest.Compute;

/// <summary>One recorded operation: what is computed, from which values and weights. How is the plan's matter.</summary>
public abstract record Node(Value Result)
{
    /// <summary>The values this node reads, in order.</summary>
    public abstract IEnumerable<Value> Inputs { get; }

    /// <summary>Floating-point operations, a multiply-add counted as two; of elementwise work only the order of magnitude.</summary>
    public virtual double Operations => 0;
}

/// <summary>A tensor the caller fills before each run.</summary>
public sealed record InputNode(Value Result, string Name) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [];
}

/// <summary>
/// y[n,i,j,o] = bias[o] + channelBias[n,o] + residual[n,i,j,o] + Σ weight[o,c,a,b] · x[n, i·stride + a - top, j·stride + b - left, c].
/// Weight is [O,C,KH,KW] as stored by PyTorch.
/// </summary>
public sealed record Conv2dNode(
    Value Result, Value X, Weight Weight, Weight? Bias, int Stride, Padding Padding, Value? Residual, Value? ChannelBias) : Node(Result)
{
    public override IEnumerable<Value> Inputs => Present(X, Residual, ChannelBias);

    internal static IEnumerable<Value> Present(params Value?[] values) => values.OfType<Value>();

    public override double Operations => 2.0 * Result.Count * (Weight.Count / Weight.Shape[0]);
}

/// <summary>y[r,o] = activation(bias[o] + Σ weight[o,c] · x[r,c]) + residual[r,o]. Weight is [O,C].</summary>
public sealed record LinearNode(
    Value Result, Value X, Weight Weight, Weight? Bias, Activation Activation, Value? Residual) : Node(Result)
{
    public override IEnumerable<Value> Inputs => Conv2dNode.Present(X, Residual);

    public override double Operations => 2.0 * Result.Count * X.Channels;
}

/// <summary>With h = weight · x + bias of width 2D: y[r,d] = h[r,d] · gelu(h[r,D+d]) (Shazeer 2020, eq. 6 GEGLU). Weight is [2D,C].</summary>
public sealed record GeGluNode(Value Result, Value X, Weight Weight, Weight Bias) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => 4.0 * Result.Count * X.Channels;
}

/// <summary>Group normalisation over each sample's positions and group of channels (Wu and He 2018), biased variance; SiLU after it if asked.</summary>
public sealed record GroupNormNode(Value Result, Value X, Weight Gamma, Weight Beta, int Groups, float Epsilon, bool Silu) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => 7.0 * X.Count;
}

/// <summary>Layer normalisation over the last axis (Ba et al. 2016), biased variance.</summary>
public sealed record LayerNormNode(Value Result, Value X, Weight Gamma, Weight Beta, float Epsilon) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => 7.0 * X.Count;
}

/// <summary>
/// softmax(q·kᵀ / √headWidth) · v per sample and head; heads are consecutive slices of the last axis.
/// q is [N,L,C], k and v are [N,S,C]. Causal: position i sees positions 0..i.
/// </summary>
public sealed record AttentionNode(Value Result, Value Q, Value K, Value V, int Heads, bool Causal) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [Q, K, V];

    public override double Operations => 4.0 * Q.Count * K.Shape[1];
}

/// <summary>Elementwise activation.</summary>
public sealed record ActivateNode(Value Result, Value X, Activation Activation) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => Result.Count;
}

/// <summary>Elementwise a + factor · b of two tensors of one shape.</summary>
public sealed record AddNode(Value Result, Value A, Value B, float Factor = 1) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [A, B];

    public override double Operations => Result.Count;
}

/// <summary>Joins along the last axis, A's channels first.</summary>
public sealed record ConcatNode(Value Result, Value A, Value B) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [A, B];

    public override double Operations => Result.Count;
}

/// <summary>Nearest-neighbour resizing of [N,H,W,C]: target pixel i takes source pixel floor(i · source / target).</summary>
public sealed record ResizeNearestNode(Value Result, Value X) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => Result.Count;
}

/// <summary>The same elements in the same order under another shape; costs nothing.</summary>
public sealed record ReshapeNode(Value Result, Value X) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];
}

/// <summary>
/// Which tokens of [N,height·width,C] are alike (Bolya and Hoffman, "Token Merging for Fast Stable Diffusion", 2023, section 4, without randomness): of every
/// 2 × 2 tokens the first stays, and those <c>merged</c> of the others that are most like one that stays go into it. The result, [N,2,height·width], has
/// each token's row among the tokens that are left in its first half, as whole numbers, and scratch in its second.
/// </summary>
public sealed record MatchTokensNode(Value Result, Value X, int Height, int Width, int Merged) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X];

    public override double Operations => 2.0 * X.Count * ((Height / 2) * (Width / 2));
}

/// <summary>Means of the tokens [N,T,C] that have one row in a match of them.</summary>
public sealed record MergeTokensNode(Value Result, Value X, Value Match) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X, Match];

    public override double Operations => X.Count;
}

/// <summary>Every token of a match gets the row [N,R,C] that it was merged into.</summary>
public sealed record UnmergeTokensNode(Value Result, Value X, Value Match) : Node(Result)
{
    public override IEnumerable<Value> Inputs => [X, Match];

    public override double Operations => Result.Count;
}
