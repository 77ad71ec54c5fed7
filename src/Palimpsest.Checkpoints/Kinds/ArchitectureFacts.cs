namespace Palimpsest.Checkpoints;

/// <summary>Sizes of a checkpoint's networks, read from the shapes of well-known keys of the ldm layout.</summary>
/// <param name="InputChannels">Of the UNet: 4 latent channels; 9 for inpainting, 8 for instruct-pix2pix.</param>
/// <param name="ModelChannels">Width of the UNet's first level; 320 in all real models.</param>
/// <param name="ContextWidth">Width of the text conditioning; null when no cross attention was found.</param>
/// <param name="HasAveragedWeights">Whether a second, averaged UNet (model_ema.) takes room in the file. It is not used.</param>
public sealed record ArchitectureFacts(
    int InputChannels, int ModelChannels, int? ContextWidth, bool HasVae, bool HasTextEncoder, bool HasAveragedWeights)
{
    private const string CrossAttentionKey = ".transformer_blocks.0.attn2.to_k.weight";

    /// <summary>The facts, or null when there is no UNet in the ldm layout.</summary>
    internal static ArchitectureFacts? Read(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        if (!tensors.TryGetValue("model.diffusion_model.input_blocks.0.0.weight", out StoredTensor? input) || input.Shape.Count != 4)
        {
            return null;
        }

        StoredTensor? attention = tensors.Values.FirstOrDefault(tensor => tensor.Name.EndsWith(CrossAttentionKey, StringComparison.Ordinal) && tensor.Shape.Count == 2);
        return new ArchitectureFacts(
            input.Shape[1],
            input.Shape[0],
            attention?.Shape[1],
            tensors.ContainsKey(VaeKeys.CheckpointPrefix + "decoder.conv_in.weight"),
            AnyStarts("cond_stage_model.") || AnyStarts("conditioner."),
            AnyStarts("model_ema."));

        bool AnyStarts(string prefix) => tensors.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));
    }
}
