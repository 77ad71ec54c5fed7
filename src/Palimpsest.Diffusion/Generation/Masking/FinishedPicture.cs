using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>A picture as it is handed over, and what was asked for beside it.</summary>
internal sealed record FinishedPicture(Picture Picture)
{
    /// <summary>Where it is new, RGB.</summary>
    public Picture? Mask { get; init; }

    /// <summary>Its new part alone, RGBA.</summary>
    public Picture? MaskComposite { get; init; }

    /// <summary>What it was before its colours were corrected.</summary>
    public Picture? Uncorrected { get; init; }
}
