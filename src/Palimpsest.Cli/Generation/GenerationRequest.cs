using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Cli.Generation;

/// <summary>All that a picture is made from, checked and with nothing left open: a seed is a number, sizes are in pixels.</summary>
internal sealed record GenerationRequest
{
    /// <summary>The picture to begin with; null for text alone.</summary>
    public string? PicturePath { get; init; }

    public required string ModelPath { get; init; }

    /// <summary>An autoencoder instead of the model's own.</summary>
    public string? VaePath { get; init; }

    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    /// <summary>How much of the picture may change, 0 to 1; unused without a picture.</summary>
    public required double DenoisingStrength { get; init; }

    public required double CfgScale { get; init; }

    public required int Steps { get; init; }

    public required Sampler Sampler { get; init; }

    public required Scheduler Scheduler { get; init; }

    /// <summary>The first picture's; each next one has the next number.</summary>
    public required long Seed { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required ResizeMode ResizeMode { get; init; }

    public required int BatchSize { get; init; }

    public required int BatchCount { get; init; }

    public required int ClipSkip { get; init; }

    /// <summary>Null: the sampler's own.</summary>
    public double? Eta { get; init; }

    /// <summary>Null: a thread for every processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Null: as much as the machine has.</summary>
    public long? MemoryBytes { get; init; }
}
