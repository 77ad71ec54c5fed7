namespace Palimpsest.Diffusion.Samplers;

/// <summary>webui's options uni_pc_variant, uni_pc_skip_type, uni_pc_order and uni_pc_lower_order_final.</summary>
public sealed record UniPcOptions
{
    public UniPcVariant Variant { get; init; } = UniPcVariant.Bh1;

    public UniPcSpacing Spacing { get; init; } = UniPcSpacing.TimeUniform;

    public int Order { get; init; } = 3;

    /// <summary>The last steps lower the order, for stability when there are few.</summary>
    public bool LowerOrderFinal { get; init; } = true;
}
