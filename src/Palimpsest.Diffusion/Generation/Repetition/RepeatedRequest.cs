using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>A request that repeats a picture, as far as its infotext tells how.</summary>
/// <param name="HasSize">Whether the infotext names a size.</param>
/// <param name="Model">What made the picture.</param>
/// <param name="Unrepeatable">A sentence for everything that will be otherwise than it was, with the reason.</param>
public sealed record RepeatedRequest(GenerationRequest Request, bool HasSize, WrittenModel Model, IReadOnlyList<string> Unrepeatable)
{
    /// <summary>How the picture's mask was used, around the mask itself, which no file holds; null when there was none.</summary>
    public Func<Picture, Inpainting>? Inpainting { get; init; }
}
