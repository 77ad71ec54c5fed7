using System.Text.Json.Nodes;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>The pictures that a new job is to make. Defaults are those of the img2img page.</summary>
public sealed record JobCreation
{
    public string Prompt { get; init; } = "";

    public string NegativePrompt { get; init; } = "";

    /// <summary>Names of styles.csv to apply.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The pictures to begin with; none: txt2img. One serves the whole batch.</summary>
    public IReadOnlyList<GivenPicture> Pictures { get; init; } = [];

    public JobInpainting? Inpainting { get; init; }

    /// <summary>The checkpoint by title, file name or hash; null: the one in use.</summary>
    public string? Model { get; init; }

    /// <summary>The autoencoder: "Automatic", "None", or a file's name; null: as the settings say.</summary>
    public string? Vae { get; init; }

    public string Sampler { get; init; } = "DPM++ 2M";

    public string Scheduler { get; init; } = "Automatic";

    public int Steps { get; init; } = 20;

    /// <summary>How closely to follow the prompt.</summary>
    public double CfgScale { get; init; } = 7;

    /// <summary>How much of the picture may change, 0 to 1.</summary>
    public double DenoisingStrength { get; init; } = 0.75;

    /// <summary>Pixels.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Pixels.</summary>
    public int Height { get; init; } = 512;

    public ResizeMode ResizeMode { get; init; } = ResizeMode.JustResize;

    /// <summary>-1 draws one.</summary>
    public long Seed { get; init; } = -1;

    /// <summary>Variation seed; -1 draws one.</summary>
    public long Subseed { get; init; } = -1;

    /// <summary>0: the seed alone; 1: the variation seed alone.</summary>
    public double SubseedStrength { get; init; }

    /// <summary>Pictures made at once.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Batches, one after the other.</summary>
    public int BatchCount { get; init; } = 1;

    public JobHires? Hires { get; init; }

    public JobRefiner? Refiner { get; init; }

    /// <summary>Pictures whose edges meet.</summary>
    public bool Tiling { get; init; }

    public JobScript? Script { get; init; }

    /// <summary>Settings for this job alone, by webui's names (docs/options.md).</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>Keep the pictures in the outputs and the gallery; else they are there until some time after the job.</summary>
    public bool Save { get; init; } = true;

    /// <summary>Anything to find the job by.</summary>
    public string? Tag { get; init; }
}
