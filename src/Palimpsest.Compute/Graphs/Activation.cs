namespace Palimpsest.Compute;

/// <summary>Elementwise functions that networks use.</summary>
public enum Activation
{
    None,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>x · Φ(x) with the exact error function, as torch.nn.functional.gelu's default.</summary>
    Gelu,

    /// <summary>x · sigmoid(1.702 x), CLIP-L's own approximation.</summary>
    QuickGelu,
}
