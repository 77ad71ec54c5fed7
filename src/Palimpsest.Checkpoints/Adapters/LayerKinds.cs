using Palimpsest.Checkpoints.Adapters.Layers;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Tells a layer's kind by its parts; the first kind that accepts them counts, in webui's order.</summary>
internal static class LayerKinds
{
    /// <summary>The layer, or null when its parts fit no kind.</summary>
    /// <exception cref="LayerFaultException">A number such as alpha is stored as a list.</exception>
    public static LayerAdapter? Create(LayerParts parts) =>
        parts.HasAll("lora_up.weight", "lora_down.weight") ? new LoraLayer(parts, "lora_up.weight", "lora_down.weight")
        : parts.HasAll("lora_A.weight", "lora_B.weight") ? new LoraLayer(parts, "lora_B.weight", "lora_A.weight")
        : parts.HasAll("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b") ? new LohaLayer(parts)
        : parts.HasAll("weight", "on_input") ? new Ia3Layer(parts)
        : LokrLayer.Accepts(parts) ? new LokrLayer(parts)
        : parts.Has("diff") ? new FullLayer(parts, "diff", "diff_b")
        : parts.HasAll("w_norm", "b_norm") ? new FullLayer(parts, "w_norm", "b_norm")
        : parts.HasAll("a1.weight", "a2.weight", "b1.weight", "b2.weight", "alpha") ? new GloraLayer(parts)
        : parts.Has("oft_blocks") || parts.Has("oft_diag") ? new OftLayer(parts)
        : null;
}
