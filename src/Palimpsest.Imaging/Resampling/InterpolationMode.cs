namespace Palimpsest.Imaging.Resampling;

/// <summary>Modes of torch's <c>interpolate</c>, pixel centres at halves (align_corners false).</summary>
public enum InterpolationMode
{
    Nearest,
    NearestExact,
    Bilinear,
    Bicubic,
}
