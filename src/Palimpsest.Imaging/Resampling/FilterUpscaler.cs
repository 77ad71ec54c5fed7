namespace Palimpsest.Imaging.Resampling;

/// <summary>An upscaler that is only a filter: webui's "Lanczos" and "Nearest", and "None", which leaves the picture as it is.</summary>
public sealed class FilterUpscaler : IUpscaler
{
    private readonly ResampleFilter? _filter;

    private FilterUpscaler(ResampleFilter? filter) => _filter = filter;

    public static FilterUpscaler None { get; } = new(null);

    public static FilterUpscaler Lanczos { get; } = new(ResampleFilter.Lanczos);

    public static FilterUpscaler Nearest { get; } = new(ResampleFilter.Nearest);

    public Picture Run(Picture picture, double factor) => _filter is { } filter
        ? PillowResize.Resize(picture, checked((int)(picture.Width * factor)), checked((int)(picture.Height * factor)), filter)
        : picture;
}
