using Palimpsest.Compute;

namespace Palimpsest.Bench.Kernels;

/// <summary>One operation at one size.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Operation">Records it.</param>
public sealed record KernelShape(string Name, Func<Graph, Value> Operation)
{
    /// <summary>The graph of this operation alone.</summary>
    public Graph Describe()
    {
        var graph = new Graph();
        graph.Output("y", Operation(graph));
        return graph;
    }

    public override string ToString() => Name;
}
