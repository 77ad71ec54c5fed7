using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>What one picture of a batch has of its own; null: it is the job's.</summary>
public sealed record SourceSettings
{
    /// <summary>The whole prompt.</summary>
    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public long? Seed { get; init; }

    public PythonNumber? CfgScale { get; init; }

    public string? Sampler { get; init; }

    public string? Scheduler { get; init; }

    public int? Steps { get; init; }

    /// <summary>A checkpoint's path, see <see cref="GenerationRequest.Checkpoint"/>.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Pixels of the new picture.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>webui's "Resize by": a picture's sides times a factor, cut off to whole pixels.</summary>
    public static (int Width, int Height) Scaled(int width, int height, double factor) => ((int)(width * factor), (int)(height * factor));

    /// <summary>The job's request with what is this picture's own.</summary>
    public GenerationRequest ApplyTo(GenerationRequest request) => request with
    {
        Prompt = Prompt ?? request.Prompt,
        NegativePrompt = NegativePrompt ?? request.NegativePrompt,
        Seed = Seed ?? request.Seed,
        CfgScale = CfgScale ?? request.CfgScale,
        Sampler = Sampler ?? request.Sampler,
        Scheduler = Scheduler ?? request.Scheduler,
        Steps = Steps ?? request.Steps,
        Checkpoint = Checkpoint ?? request.Checkpoint,
        Width = Width ?? request.Width,
        Height = Height ?? request.Height,
    };
}
