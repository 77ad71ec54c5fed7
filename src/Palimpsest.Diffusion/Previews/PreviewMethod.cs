namespace Palimpsest.Diffusion.Previews;

/// <summary>How a latent becomes a picture before it is finished: webui's show_progress_type.</summary>
public enum PreviewMethod
{
    /// <summary>A colour for each cell of 8 x 8 pixels, at once.</summary>
    Cheap,

    /// <summary>TAESD's decoder, whose file must be there.</summary>
    Tiny,

    /// <summary>The model's decoder, as slow as for a finished picture.</summary>
    Full,
}
