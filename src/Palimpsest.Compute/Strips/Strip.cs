namespace Palimpsest.Compute;

/// <summary>
/// One node's work on some rows of its result: the rows of its inputs that it reads, and a graph that gives exactly those rows,
/// with the same sums in the same order as the whole node.
/// </summary>
internal sealed class Strip
{
    private readonly Node _node;
    private readonly RowRange _rows;
    private readonly Padding _padding;
    private readonly List<(Value Source, RowRange Rows)> _reads = [];

    public Strip(Node node, RowRange rows)
    {
        (_node, _rows) = (node, rows);
        switch (node)
        {
            case Conv2dNode conv:
                _padding = conv.Padding;
                Read(conv.X, ConvolutionRows(conv, rows, ref _padding));
                Read(conv.Residual, rows);
                Read(conv.ChannelBias, new RowRange(0, 1));
                break;
            case AttentionNode attention:
                Read(attention.Q, rows);
                Read(attention.K, RowRange.Whole(attention.K));
                Read(attention.V, RowRange.Whole(attention.V));
                break;
            default:
                _reads.AddRange(node.Inputs.Select(input => (input, rows)));
                break;
        }
    }

    public RowRange Rows => _rows;

    /// <summary>What to read for each of the graph's inputs "0", "1", …; a range beyond the map's edges wraps around.</summary>
    public IReadOnlyList<(Value Source, RowRange Rows)> Reads => _reads;

    /// <summary>Strips of one node with the same form have the same graph.</summary>
    public (int Rows, Padding Padding) Form => (_rows.Count, _padding);

    /// <summary>Elements that the strip's inputs and result take.</summary>
    public long Count => _reads.Sum(read => read.Rows.Count * RowRange.ElementsOf(read.Source)) + _rows.Count * RowRange.ElementsOf(_node.Result);

    /// <summary>The strip's work, with inputs named by their place in <see cref="Reads"/> and the output "rows".</summary>
    public Graph Describe()
    {
        var graph = new Graph();
        var inputs = new Queue<Value>(_reads.Select((read, i) => graph.Input(i.ToString(), ShapeOf(read.Source, read.Rows.Count))));
        Value Next() => inputs.Dequeue();
        Value? NextIf(Value? value) => value is null ? null : Next();
        Value result = _node switch
        {
            Conv2dNode n => graph.Conv2d(Next(), n.Weight, n.Bias, n.Stride, _padding, NextIf(n.Residual), NextIf(n.ChannelBias)),
            LinearNode n => graph.Linear(Next(), n.Weight, n.Bias, n.Activation, NextIf(n.Residual)),
            GeGluNode n => graph.GeGlu(Next(), n.Weight, n.Bias),
            LayerNormNode n => graph.LayerNorm(Next(), n.Gamma, n.Beta, n.Epsilon),
            AttentionNode { Causal: false } n => graph.Attention(Next(), Next(), Next(), n.Heads),
            ActivateNode n => graph.Activate(Next(), n.Activation),
            AddNode n => graph.Add(Next(), Next(), n.Factor),
            ConcatNode => graph.Concat(Next(), Next()),
            _ => throw new NotSupportedException($"{_node.GetType().Name} cannot be computed in strips of rows."),
        };
        graph.Output("rows", result);
        return graph;
    }

    private static int[] ShapeOf(Value source, int rows) =>
        source.Shape.Count > 2 ? [1, rows, .. source.Shape.Skip(2)] : [.. source.Shape];

    /// <summary>
    /// Rows that a convolution reads. Zero padding stays padding at the map's edges and becomes neighbouring rows inside;
    /// circular padding becomes rows from the opposite edge.
    /// </summary>
    private static RowRange ConvolutionRows(Conv2dNode conv, RowRange rows, ref Padding padding)
    {
        int height = RowRange.RowsOf(conv.X);
        int start = rows.Start * conv.Stride - padding.Top;
        int end = (rows.End - 1) * conv.Stride - padding.Top + conv.Weight.Shape[2];
        int above = padding.Circular ? 0 : Math.Max(0, -start);
        int below = padding.Circular ? 0 : Math.Max(0, end - height);
        padding = padding with { Top = above, Bottom = below };
        return new RowRange(start + above, end - below);
    }

    private void Read(Value? source, RowRange rows)
    {
        if (source is not null)
        {
            _reads.Add((source, rows));
        }
    }
}
