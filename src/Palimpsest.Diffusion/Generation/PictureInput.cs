namespace Palimpsest.Diffusion.Generation;

/// <summary>What a denoising network sees beside the latent.</summary>
public enum PictureInput
{
    /// <summary>Nothing: plain checkpoints.</summary>
    None,

    /// <summary>The mask and the picture without the masked part: inpainting checkpoints, 5 more channels.</summary>
    MaskedPicture,

    /// <summary>The picture to edit: instruct-pix2pix, 4 more channels.</summary>
    Picture,
}
