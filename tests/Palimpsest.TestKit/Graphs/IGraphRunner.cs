using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>Anything that can evaluate a graph, so that one golden case judges the oracle and every device alike.</summary>
public interface IGraphRunner
{
    /// <summary>Fills the inputs by name, runs the graph, and gives all its outputs by name, in the graph's own layout.</summary>
    IReadOnlyDictionary<string, float[]> Run(Graph graph, IReadOnlyDictionary<string, float[]> inputs);
}
