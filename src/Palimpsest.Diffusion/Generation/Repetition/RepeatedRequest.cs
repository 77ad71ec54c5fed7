using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>A request that repeats a picture, as far as its infotext tells how.</summary>
/// <param name="HasSize">Whether the infotext names a size.</param>
/// <param name="Model">What made the picture.</param>
/// <param name="Unrepeatable">A sentence for everything that will be otherwise than it was, with the reason.</param>
public sealed record RepeatedRequest(GenerationRequest Request, bool HasSize, WrittenModel Model, IReadOnlyList<string> Unrepeatable)
{
    /// <summary>The adapters that the infotext names.</summary>
    public WrittenNetworks Networks { get; init; } = WrittenNetworks.Parse(null, null);

    /// <summary>The request without the refiner and the second pass's checkpoint where these are not among the files, and a sentence for each.</summary>
    public (GenerationRequest Request, IReadOnlyList<string> Unrepeatable) FindCheckpoints(GenerationRequest request, CheckpointFiles files)
    {
        var unrepeatable = new List<string>();
        if (request.Refiner is Refiner refiner && Request.Refiner == refiner && files.Find(refiner.Checkpoint) is null)
        {
            unrepeatable.Add($"Refiner: '{refiner.Checkpoint}' is not here ({Places(files)}); the picture is made without a refiner.");
            request = request with { Refiner = null };
        }

        if (request.Hires is { Checkpoint: string checkpoint } hires && Request.Hires?.Checkpoint == checkpoint && files.Find(checkpoint) is null)
        {
            unrepeatable.Add($"Hires checkpoint: '{checkpoint}' is not here ({Places(files)}); the first pass's takes its place.");
            request = request with { Hires = hires with { Checkpoint = null } };
        }

        return (request, unrepeatable);
    }

    private static string Places(CheckpointFiles files) => $"looked in {string.Join(" and ", files.Folders)}";

    /// <summary>How the picture's mask was used, around the mask itself, which no file holds; null when there was none.</summary>
    public Func<Picture, Inpainting>? Inpainting { get; init; }
}
