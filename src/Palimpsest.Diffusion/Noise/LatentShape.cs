namespace Palimpsest.Diffusion.Noise;

/// <summary>The size of one picture's latent, [C,H,W]; height and width are an eighth of the picture's.</summary>
public readonly record struct LatentShape(int Channels, int Height, int Width)
{
    /// <summary>Elements of one picture's latent.</summary>
    public int Count => checked(Channels * Height * Width);
}
