namespace Palimpsest.Imaging.Metrics;

/// <summary>The windows in which <see cref="PictureMetrics.Ssim"/> compares.</summary>
public enum SsimWindow
{
    /// <summary>7 × 7, equal weights, covariances of a sample (divided by 48): scikit-image's default.</summary>
    Uniform7,

    /// <summary>11 × 11, Gaussian weights of sigma 1.5, covariances of the whole: Wang et al. 2004.</summary>
    Gaussian11,
}
