namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A layer of a checkpoint that adapters can change.</summary>
/// <param name="Name">As adapters' names are translated to: "diffusion_model_input_blocks_1_1_proj_in".</param>
/// <param name="Module">The layer's key without ".weight"; of a part of a fused attention the attention's key and the part.</param>
/// <param name="FusedAttention">The key of the attention whose query, key, value and output adapters change together; null for plain layers.</param>
/// <param name="IsFixed">webui knows its name but never changes it: a table of vectors, or a fused attention called as a whole.</param>
public sealed record LayerTarget(string Name, string Module, string? FusedAttention = null, bool IsFixed = false)
{
    /// <summary>Letters at the beginning of a name in which "transformer" marks a text encoder's layer.</summary>
    private const int MarkedLetters = 20;

    /// <summary>Whether a prompt's text encoder multiplier counts, not the denoising network's.</summary>
    public bool IsText => Name[..Math.Min(Name.Length, MarkedLetters)].Contains("transformer", StringComparison.Ordinal);
}
