namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A network and how strongly a prompt wants it.</summary>
/// <param name="Fit">The network beside the checkpoint.</param>
/// <param name="TextMultiplier">For layers of text encoders.</param>
/// <param name="DenoiserMultiplier">For all others.</param>
/// <param name="Ranks">LoRA layers use only their first so many ranks; null for all.</param>
public sealed record NetworkUse(NetworkFit Fit, float TextMultiplier, float DenoiserMultiplier, int? Ranks = null)
{
    internal float MultiplierOf(LayerTarget target) => target.IsText ? TextMultiplier : DenoiserMultiplier;
}
