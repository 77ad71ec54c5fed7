namespace Palimpsest.Imaging.Resampling;

/// <summary>Enlarges pictures; what webui offers as upscalers.</summary>
public interface IUpscaler
{
    /// <summary>
    /// One run. The result may have any size; <see cref="Upscaling"/> runs again while it is too small and brings it to the wanted size.
    /// </summary>
    Picture Run(Picture picture, double factor);
}
