namespace Palimpsest.Checkpoints;

/// <summary>
/// Tells what a weight file holds. Whole checkpoints: webui's rules in webui's order (modules/sd_models_config.py's behaviour), except that
/// "anything else is SD1" asks for an SD1 network here. Other files: by the keys that only they have.
/// </summary>
internal static class KindDetection
{
    private const string Unet = "model.diffusion_model.";

    // Widths of the text encoders CLIP-L, OpenCLIP-H and OpenCLIP-bigG.
    private const int ClipLWidth = 768, OpenClipHWidth = 1024, OpenClipGWidth = 1280;

    public static CheckpointKind Detect(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        tensors.Count == 0 ? CheckpointKind.Empty
        : tensors.ContainsKey($"{Unet}x_embedder.proj.weight") ? CheckpointKind.StableDiffusion3
        : tensors.ContainsKey($"{Unet}input_blocks.0.0.weight") ? WholeCheckpoint(tensors)
        : Part(tensors);

    private static CheckpointKind WholeCheckpoint(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        int? inputs = Size(tensors, $"{Unet}input_blocks.0.0.weight", 1);
        if (tensors.ContainsKey("conditioner.embedders.1.model.ln_final.weight"))
        {
            bool full = tensors.ContainsKey($"{Unet}middle_block.1.transformer_blocks.0.attn1.to_q.weight");
            return !full ? CheckpointKind.Ssd1B : inputs == 9 ? CheckpointKind.StableDiffusionXlInpainting : CheckpointKind.StableDiffusionXl;
        }

        if (tensors.ContainsKey("conditioner.embedders.0.model.ln_final.weight"))
        {
            return CheckpointKind.StableDiffusionXlRefiner;
        }

        if (tensors.ContainsKey("depth_model.model.pretrained.act_postprocess3.0.project.0.bias"))
        {
            return CheckpointKind.StableDiffusion2Depth;
        }

        if (Size(tensors, "embedder.model.ln_final.weight", 0) is ClipLWidth or OpenClipHWidth)
        {
            return CheckpointKind.StableDiffusion2Unclip;
        }

        if (Size(tensors, "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight", 1) == OpenClipHWidth)
        {
            return inputs == 9 ? CheckpointKind.StableDiffusion2Inpainting : CheckpointKind.StableDiffusion2;
        }

        return inputs switch
        {
            9 => CheckpointKind.StableDiffusion1Inpainting,
            8 => CheckpointKind.InstructPix2Pix,
            _ when tensors.ContainsKey("cond_stage_model.roberta.embeddings.word_embeddings.weight") => CheckpointKind.AltDiffusion,
            _ when Size(tensors, $"{Unet}input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", 1) == ClipLWidth || IsSmallStableDiffusion1(tensors) =>
                CheckpointKind.StableDiffusion1,
            _ => CheckpointKind.Unknown,
        };
    }

    /// <summary>SD1's form at other sizes: a text encoder with CLIP-L's keys, and a network whose middle attends to vectors as wide as that encoder's.</summary>
    private static bool IsSmallStableDiffusion1(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        Size(tensors, "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", 1) is int width
        && Size(tensors, $"{Unet}middle_block.1.transformer_blocks.0.attn2.to_k.weight", 1) == width;

    private static CheckpointKind Part(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        bool AnyStarts(params string[] starts) => tensors.Keys.Any(key => starts.Any(start => key.StartsWith(start, StringComparison.Ordinal)));

        return true switch
        {
            _ when tensors.ContainsKey("control_model.input_blocks.0.0.weight") || tensors.ContainsKey("input_hint_block.0.weight")
                || tensors.ContainsKey("controlnet_cond_embedding.conv_in.weight") => CheckpointKind.ControlNet,
            _ when tensors.Keys.Any(IsLoraKey) => CheckpointKind.Lora,
            _ when VaeKeys.IsVae(tensors.Keys) => CheckpointKind.Vae,
            _ when AnyStarts("ip_adapter.") => CheckpointKind.IpAdapter,
            _ when AnyStarts("body.0.block1.", "adapter.body.0.") => CheckpointKind.T2IAdapter,
            _ when tensors.Keys.All(IsHypernetworkKey) => CheckpointKind.Hypernetwork,
            _ when IsTextualInversion(tensors) => CheckpointKind.TextualInversion,
            _ when AnyStarts("down_blocks.", "encoder.down_blocks.", "text_model.encoder.layers.") => CheckpointKind.DiffusersPart,
            _ => CheckpointKind.Unknown,
        };
    }

    private static bool IsLoraKey(string key) =>
        key.StartsWith("lora_unet_", StringComparison.Ordinal) || key.StartsWith("lora_te", StringComparison.Ordinal)
        || key.Contains(".lora_A.", StringComparison.Ordinal) || key.Contains(".lora_down.", StringComparison.Ordinal)
        || key.Contains(".lora_up.", StringComparison.Ordinal) || key.Contains(".hada_w1_", StringComparison.Ordinal)
        || key.Contains(".lokr_w", StringComparison.Ordinal) || key.StartsWith("oft_unet_", StringComparison.Ordinal);

    /// <summary>A context width, then the key or value network, then its layers: 768.0.linear.0.weight.</summary>
    private static bool IsHypernetworkKey(string key) => key.Split('.') is [var width, "0" or "1", _, ..] && int.TryParse(width, out int size) && size >= 64;

    /// <summary>Vectors of a text encoder's width under string_to_param, emb_params, clip_l and clip_g, or one table alone.</summary>
    private static bool IsTextualInversion(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        tensors.Keys.All(key => key is "emb_params" or "clip_l" or "clip_g" || key.StartsWith("string_to_param.", StringComparison.Ordinal))
        || (tensors.Count == 1 && tensors.Values.First().Shape is { Count: 1 or 2 } shape && (shape[^1] is ClipLWidth or OpenClipHWidth or OpenClipGWidth));

    private static int? Size(IReadOnlyDictionary<string, StoredTensor> tensors, string key, int axis) =>
        tensors.TryGetValue(key, out StoredTensor? tensor) && axis < tensor.Shape.Count ? tensor.Shape[axis] : null;
}
