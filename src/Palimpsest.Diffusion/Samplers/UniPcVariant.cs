namespace Palimpsest.Diffusion.Samplers;

/// <summary>The function B(h) of the UniPC paper, or its variant with coefficients that vary with the steps (section 3 and appendix C).</summary>
public enum UniPcVariant
{
    /// <summary>B(h) = h.</summary>
    Bh1,

    /// <summary>B(h) = e^h - 1.</summary>
    Bh2,

    /// <summary>UniPC_v.</summary>
    VaryingCoefficients,
}
