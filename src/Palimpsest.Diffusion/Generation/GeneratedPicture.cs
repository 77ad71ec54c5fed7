using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A finished picture.</summary>
/// <param name="Index">Its place in the job, counted from 0.</param>
/// <param name="Seed">The seed it was made with.</param>
/// <param name="Picture">RGB.</param>
/// <param name="Infotext">What the file should carry as "parameters".</param>
public sealed record GeneratedPicture(int Index, long Seed, long Subseed, Picture Picture, string Infotext)
{
    /// <summary>What the infotext was written from.</summary>
    internal Infotext.InfotextImage? Description { get; init; }

    /// <summary>Ended before its last step, see <see cref="GenerationControl"/>.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>What the settings ask to save with it: a suffix for the file's name, "-before-highres-fix", and the picture.</summary>
    public IReadOnlyList<(string Suffix, Picture Picture)> Beside { get; init; } = [];

    /// <summary>The pictures that its job began with, under the hash that the infotext tells. Only with save_init_img.</summary>
    public IReadOnlyList<(string Hash, Picture Picture)> InitPictures { get; init; } = [];

    /// <summary>Where the picture is new: RGB, white. Only with return_mask and a mask.</summary>
    public Picture? Mask { get; init; }

    /// <summary>The new part alone: RGBA. Only with return_mask_composite and a mask.</summary>
    public Picture? MaskComposite { get; init; }
}
