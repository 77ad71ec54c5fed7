using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// Hypernetworks in the order of the prompt: each adds multiplier · perceptron(x) to what attention makes keys of, and another to what it makes
/// values of (webui.md 7.6). A source that several attentions share, the text, is changed once for all of them.
/// </summary>
public sealed class HypernetworkChain(Graph graph, IReadOnlyList<HypernetworkUse> uses)
{
    /// <summary>torch.nn.LayerNorm's default.</summary>
    private const float NormEpsilon = 1e-5f;

    private readonly Dictionary<Value, (Value Keys, Value Values)> _described = [];

    /// <summary>The source of keys and that of values, for an attention's source [N,S,C].</summary>
    public (Value Keys, Value Values) Describe(Value source)
    {
        if (uses.Count == 0)
        {
            return (source, source);
        }

        if (!_described.TryGetValue(source, out (Value Keys, Value Values) changed))
        {
            changed = (source, source);
            foreach (HypernetworkUse use in uses)
            {
                if (use.Network.Find(source.Channels) is (IReadOnlyList<HypernetworkLayer> keys, IReadOnlyList<HypernetworkLayer> values))
                {
                    changed = (Change(changed.Keys, keys, use), Change(changed.Values, values, use));
                }
            }

            _described.Add(source, changed);
        }

        return changed;
    }

    private Value Change(Value x, IReadOnlyList<HypernetworkLayer> layers, HypernetworkUse use)
    {
        Value h = x;
        for (int i = 0; i < layers.Count; i++)
        {
            HypernetworkLayer layer = layers[i];
            bool isActivated = i < layers.Count - 1 || use.Network.ActivatesOutput;
            h = graph.Linear(h, layer.Weight, layer.Bias, isActivated ? use.Network.Activation : Activation.None);
            h = layer.Slope is float slope ? WithSlope(h, slope) : h;
            h = layer.Gamma is null ? h : graph.LayerNorm(h, layer.Gamma, layer.Beta!, NormEpsilon);
        }

        return graph.Add(x, h, use.Multiplier);
    }

    /// <summary>x, or slope · x below 0.</summary>
    private Value WithSlope(Value x, float slope)
    {
        Value above = graph.Activate(x, Activation.Relu);
        Value below = graph.Add(x, above, -1);
        return graph.Add(above, below, slope);
    }
}
