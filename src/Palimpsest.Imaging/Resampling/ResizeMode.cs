namespace Palimpsest.Imaging.Resampling;

/// <summary>webui's ways to bring a picture to a size; the values are those of its API field resize_mode.</summary>
public enum ResizeMode
{
    /// <summary>Stretched.</summary>
    JustResize = 0,

    /// <summary>Covers the size; what sticks out is cut off evenly.</summary>
    CropAndResize = 1,

    /// <summary>Fits within the size; the rest is filled by continuing the edges.</summary>
    ResizeAndFill = 2,

    /// <summary>
    /// Stretched after encoding: pictures are left alone and their latents resized (<see cref="TorchInterpolate"/>, bilinear). Masks go the way of
    /// <see cref="ResizeAndFill"/>.
    /// </summary>
    LatentUpscale = 3,
}
