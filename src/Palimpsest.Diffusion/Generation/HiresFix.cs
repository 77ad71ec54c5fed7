using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// webui's hires fix: the picture is made small, enlarged, and sampled a second time as img2img does. Names and defaults are webui's; the second
/// pass's strength is the request's <see cref="GenerationRequest.DenoisingStrength"/>.
/// </summary>
public sealed record HiresFix
{
    /// <summary>"Upscale by", 1 to 4 on webui's page; counts where neither side below is set. Written to the infotext as it is: 2 or 2.0.</summary>
    public PythonNumber Scale { get; init; } = 2.0;

    /// <summary>"Resize width to", pixels; 0: from the height, keeping the shape. With both, the picture is enlarged to cover and cropped.</summary>
    public int ResizeWidth { get; init; }

    /// <summary>"Resize height to", pixels; 0: from the width.</summary>
    public int ResizeHeight { get; init; }

    /// <summary>A name of <see cref="LatentUpscalers"/>, or a picture upscaler. "" means Latent and is not written to the infotext.</summary>
    public string Upscaler { get; init; } = "";

    /// <summary>"Hires checkpoint", a file's path or name, for enlarging and for the second pass; null: the first pass's.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>"Hires steps"; 0: as many as the first pass.</summary>
    public int Steps { get; init; }

    /// <summary>Null: the first pass's.</summary>
    public string? Sampler { get; init; }

    /// <summary>Null: the first pass's.</summary>
    public string? Scheduler { get; init; }

    /// <summary>"": the first pass's.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>"": the first pass's.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Null: the first pass's. webui 1.10.1 has no own scale for this pass; its successors do.</summary>
    public PythonNumber? CfgScale { get; init; }

    /// <summary>The request with the sizes of its passes settled where <see cref="GenerationSettings.OldHiresSizes"/> asks for the old ones.</summary>
    internal static GenerationRequest Settled(GenerationRequest request) => request is { Hires: not null, Settings.OldHiresSizes: true, Width: > 0, Height: > 0 }
        ? WithOldSizes(request with { Settings = request.Settings with { OldHiresSizes = false } })
        : request;

    /// <summary>
    /// webui's option use_old_hires_fix_width_height: the request's size becomes the second pass's, and the first pass has about the pixels of 512 × 512.
    /// </summary>
    public static GenerationRequest WithOldSizes(GenerationRequest request)
    {
        double scale = Math.Sqrt(512.0 * 512 / ((double)request.Width * request.Height));
        return request with
        {
            Width = (int)Math.Ceiling(scale * request.Width / 64) * 64,
            Height = (int)Math.Ceiling(scale * request.Height / 64) * 64,
            Hires = (request.Hires ?? new HiresFix()) with { ResizeWidth = request.Width, ResizeHeight = request.Height },
        };
    }

    /// <exception cref="GenerationException">A value is out of range, or the request begins with pictures.</exception>
    internal void Validate(GenerationRequest request)
    {
        if (request.InitPictures.Count > 0)
        {
            throw new GenerationException("Hires fix enlarges what txt2img makes; img2img takes its size from width and height instead: leave it out there.");
        }

        GenerationRequest.Check("Hires upscale", Scale.Value, 0.01, 64);
        GenerationRequest.Check("Hires steps", Steps, 0, Schedules.ModelSigmas.TrainingTimesteps);
        GenerationRequest.Check("Hires resize width", ResizeWidth, 0, PictureSides.Longest);
        GenerationRequest.Check("Hires resize height", ResizeHeight, 0, PictureSides.Longest);
        GenerationRequest.Check("Hires CFG scale", (CfgScale ?? request.CfgScale).Value, -1000, 1000);
        HiresSize size = HiresSize.Of(request, this);
        GenerationRequest.Check("Hires width", size.Width, PictureSides.Cell, PictureSides.Longest);
        GenerationRequest.Check("Hires height", size.Height, PictureSides.Cell, PictureSides.Longest);
        if (size.CellsWide < 1 || size.CellsHigh < 1)
        {
            throw new GenerationException($"Hires fix would crop the picture to nothing: {ResizeWidth} × {ResizeHeight} pixels; each side needs 8 or more.");
        }
    }
}
