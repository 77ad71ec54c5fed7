namespace Palimpsest.Imaging.Resampling;

/// <summary>Pillow's filters.</summary>
public enum ResampleFilter
{
    Nearest,
    Box,
    Bilinear,
    Hamming,

    /// <summary>Cubic convolution with a = -0.5; Pillow's default.</summary>
    Bicubic,

    /// <summary>Sinc windowed by a sinc three lobes wide.</summary>
    Lanczos,
}
