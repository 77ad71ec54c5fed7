namespace Palimpsest.Diffusion.Guidance;

/// <summary>What a network was trained to predict, or how its prediction is read.</summary>
public enum Parameterization
{
    /// <summary>The noise: SD 1, SD 2 base, SDXL.</summary>
    Epsilon,

    /// <summary>v = √ᾱ·noise - √(1 - ᾱ)·picture: SD 2 at 768 and others. Salimans and Ho, "Progressive Distillation", 2022.</summary>
    V,

    /// <summary>The noise, read through LCM's consistency function.</summary>
    Consistency,
}
