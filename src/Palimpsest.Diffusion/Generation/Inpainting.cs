using Palimpsest.Imaging;
using Palimpsest.Imaging.Filters;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Painting only a part of the picture anew. Defaults are those of webui's page; names in the descriptions are its API's.</summary>
public sealed record Inpainting
{
    /// <summary>
    /// mask: where to paint. The alpha of an RGBA picture that is not opaque, of any other its luminance; white is painted. One of another size than
    /// the picture is resized as webui does.
    /// </summary>
    public required Picture Mask { get; init; }

    /// <summary>mask_blur_x, mask_blur_y: softens the mask's edges, in pixels of the mask.</summary>
    public int BlurX { get; init; } = 4;

    public int BlurY { get; init; } = 4;

    /// <summary>inpainting_mask_invert: paint where the mask is not.</summary>
    public bool Invert { get; init; }

    /// <summary>inpainting_fill.</summary>
    public MaskedContent Content { get; init; } = MaskedContent.Original;

    /// <summary>inpaint_full_res: the surroundings of the mask are enlarged to the request's size, painted, and put back ("only masked"), so that details get all the pixels.</summary>
    public bool OnlyMasked { get; init; }

    /// <summary>inpaint_full_res_padding: pixels around the mask that are painted along, for context.</summary>
    public int Padding { get; init; } = 32;

    /// <summary>mask_round: every latent cell is either painted or kept.</summary>
    public bool Round { get; init; } = true;

    /// <summary>A mask of another shape for the latents alone (outpainting scripts have one); null: the mask itself.</summary>
    public Picture? LatentMask { get; init; }

    /// <summary>Blends by degrees in place of the hard edge between latent cells; null: not. It turns <see cref="Round"/> off.</summary>
    public SoftInpainting? Soft { get; init; }

    internal bool Rounds => Round && Soft is null;

    /// <exception cref="GenerationException">A value is out of range.</exception>
    internal void Validate()
    {
        Check("Mask blur", BlurX, GaussianKernel.LargestSigma);
        Check("Mask blur", BlurY, GaussianKernel.LargestSigma);
        Check("Only masked padding", Padding, PictureSides.Longest);
        if (!Enum.IsDefined(Content))
        {
            throw new GenerationException($"Masked content is {(int)Content}, but must be 0 (fill), 1 (original), 2 (latent noise) or 3 (latent nothing).");
        }

        Soft?.Validate();
    }

    private static void Check(string field, int value, int most)
    {
        if (value < 0 || value > most)
        {
            throw new GenerationException($"{field} is {value}, but must be between 0 and {most}.");
        }
    }
}
