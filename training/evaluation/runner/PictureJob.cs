using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Evaluation;

/// <summary>One line of the input: a picture to make, and where to write it.</summary>
internal sealed record PictureJob
{
    public required string Output { get; init; }

    public string Prompt { get; init; } = "";

    public string Negative { get; init; } = "";

    public long Seed { get; init; }

    public int Steps { get; init; } = 20;

    public double Cfg { get; init; } = 7;

    /// <summary>The picture to begin with; null: text alone.</summary>
    public string? Picture { get; init; }

    public double Denoise { get; init; } = 0.6;

    public int Side { get; init; } = 128;

    public string Sampler { get; init; } = "DPM++ 2M";

    public GenerationRequest Request() => new()
    {
        Prompt = Prompt,
        NegativePrompt = Negative,
        Seed = Seed,
        Steps = Steps,
        CfgScale = Cfg,
        Width = Side,
        Height = Side,
        Sampler = Sampler,
        DenoisingStrength = Denoise,
        InitPictures = Picture is null ? [] : [PictureReader.Read(Picture).ToWebuiPicture()],
    };
}
