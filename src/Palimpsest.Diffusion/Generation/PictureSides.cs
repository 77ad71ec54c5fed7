namespace Palimpsest.Diffusion.Generation;

/// <summary>Sizes of pictures and their latents.</summary>
internal static class PictureSides
{
    /// <summary>Longest side of a picture that is generated in one piece; its latent's attention alone would take hours beyond.</summary>
    public const int Longest = 16384;

    /// <summary>Pixels along a side of one latent cell: three halvings in every Stable Diffusion autoencoder.</summary>
    public const int Cell = 8;
}
