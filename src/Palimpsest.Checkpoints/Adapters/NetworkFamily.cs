using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Tells which family of models a LoRA is made for: by names that only one family has, else by the width of the text that its cross attention reads.</summary>
internal static class NetworkFamily
{
    public static string? Of(IEnumerable<LayerParts> layers)
    {
        string? byWidth = null;
        foreach (LayerParts layer in layers)
        {
            string name = layer.Layer;
            if (name.Contains("joint_blocks", StringComparison.Ordinal) || name.StartsWith("transformer", StringComparison.Ordinal) && layer.Names.Any(part => part.Contains("transformer_blocks", StringComparison.Ordinal)))
            {
                return "Stable Diffusion 3";
            }

            if (name.Contains("double_blocks", StringComparison.Ordinal) || name.Contains("single_blocks", StringComparison.Ordinal))
            {
                return "Flux";
            }

            if (name.StartsWith("lora_te2_", StringComparison.Ordinal))
            {
                return "Stable Diffusion XL";
            }

            byWidth ??= CrossAttentionWidth(layer) switch
            {
                768 => "Stable Diffusion 1",
                1024 => "Stable Diffusion 2",
                2048 => "Stable Diffusion XL",
                _ => null,
            };
        }

        return byWidth;
    }

    private static int? CrossAttentionWidth(LayerParts layer)
    {
        bool readsText = layer.Layer.Contains("attn2_to_k", StringComparison.Ordinal) || layer.Layer.Contains("attn2.to_k", StringComparison.Ordinal);
        Weight? inputs = readsText ? layer.Find("lora_down.weight") ?? layer.Find("lora_A.weight") ?? layer.Find("hada_w1_b") : null;
        return inputs?.Shape is [_, int width, ..] ? width : null;
    }
}
