namespace Palimpsest.Diffusion.Generation;

/// <summary>What is under the mask when sampling begins; the values are those of webui's field inpainting_fill.</summary>
public enum MaskedContent
{
    /// <summary>Blurs of the surroundings.</summary>
    Fill = 0,

    /// <summary>The picture as it is.</summary>
    Original = 1,

    /// <summary>The seed's noise in place of the encoded picture.</summary>
    LatentNoise = 2,

    /// <summary>Zeros in place of the encoded picture.</summary>
    LatentNothing = 3,
}
