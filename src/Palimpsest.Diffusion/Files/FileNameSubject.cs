using System.Security.Cryptography;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Files;

/// <summary>A picture as file-name patterns tell of it.</summary>
public sealed record FileNameSubject
{
    public required long Seed { get; init; }

    /// <summary>All the job's seeds, in order; empty for a picture that is none of a job.</summary>
    public IReadOnlyList<long> JobSeeds { get; init; } = [];

    public required int Steps { get; init; }

    public required PythonNumber CfgScale { get; init; }

    /// <summary>Pixels of the picture itself.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Null where there was none, in txt2img.</summary>
    public PythonNumber? DenoisingStrength { get; init; }

    public int ClipSkip { get; init; } = 1;

    public required string Sampler { get; init; }

    /// <summary>The scheduler's label as asked for, "Automatic" included.</summary>
    public required string Scheduler { get; init; }

    public string ModelName { get; init; } = "";

    public string ModelHash { get; init; } = "";

    /// <summary>A separate autoencoder's file name, or null.</summary>
    public string? VaeName { get; init; }

    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The picture's own prompt, after styles.</summary>
    public required string Prompt { get; init; }

    /// <summary>The job's first prompt.</summary>
    public string JobPrompt { get; init; } = "";

    public string NegativePrompt { get; init; } = "";

    /// <summary>The picture's prompt with its styles taken out.</summary>
    public string PromptWithoutStyles { get; init; } = "";

    public DateTimeOffset Now { get; init; } = DateTimeOffset.Now;

    /// <summary>When the job began.</summary>
    public DateTimeOffset JobTime { get; init; } = DateTimeOffset.Now;

    public int BatchSize { get; init; } = 1;

    /// <summary>Pictures of the whole job.</summary>
    public int JobSize { get; init; } = 1;

    /// <summary>The picture's place in the job, from 0.</summary>
    public int Index { get; init; }

    /// <summary>An archive is named, not a picture.</summary>
    public bool IsArchive { get; init; }

    public string? User { get; init; }

    /// <summary>"grid", or a source picture's name; empty means a plain picture.</summary>
    public string BaseName { get; init; } = "";

    /// <summary>The pixels, for their hash; null where patterns need none.</summary>
    public Picture? Picture { get; init; }

    /// <summary>SHA-256 of the raw pixels in hexadecimal digits.</summary>
    internal string PixelHash() => Picture is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Picture.Pixels));
}
