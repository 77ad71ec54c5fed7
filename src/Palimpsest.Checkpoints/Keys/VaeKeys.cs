namespace Palimpsest.Checkpoints;

/// <summary>Keys of a VAE, in a file of its own (encoder.…, decoder.…, quant_conv.…) or inside a checkpoint (under first_stage_model.).</summary>
public static class VaeKeys
{
    public const string CheckpointPrefix = "first_stage_model.";

    /// <summary>Whether these are the keys of a VAE alone.</summary>
    public static bool IsVae(IEnumerable<string> keys)
    {
        var all = keys.Where(IsKept).ToHashSet();
        return all.Contains("decoder.conv_in.weight") && all.Contains("post_quant_conv.weight");
    }

    /// <summary>False for what training left in VAE files and webui drops: the loss network and the averaging counters.</summary>
    public static bool IsKept(string key) =>
        !key.StartsWith("loss", StringComparison.Ordinal) && key is not ("model_ema.decay" or "model_ema.num_updates");
}
