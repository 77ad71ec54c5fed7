namespace Palimpsest.Diffusion.Guidance;

/// <summary>A fixed mask: latents · (1 - mask) + original · mask.</summary>
public sealed class LatentMask : ILatentBlend
{
    private readonly float[] _original;
    private readonly float[] _mask;

    /// <param name="original">The encoded picture, [B,C,H,W].</param>
    /// <param name="mask">1 where it stays and 0 where it is painted anew: [H,W], [C,H,W] or [B,C,H,W].</param>
    /// <exception cref="ArgumentException">The mask does not divide the latents.</exception>
    public LatentMask(float[] original, float[] mask)
    {
        if (mask.Length == 0 || original.Length % mask.Length != 0)
        {
            throw new ArgumentException($"A mask of {mask.Length} numbers does not cover latents of {original.Length} numbers.", nameof(mask));
        }

        (_original, _mask) = (original, mask);
    }

    public void BlendInPlace(Span<float> latents, float time)
    {
        for (int i = 0; i < latents.Length; i++)
        {
            float mask = _mask[i % _mask.Length];
            latents[i] = (latents[i] * (1 - mask)) + (_original[i] * mask);
        }
    }
}
