using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>The latents that img2img begins with, and how the unmasked ones are kept (webui.md 2.2, steps 12 to 17).</summary>
/// <param name="Latents">[B,C,H,W], masked content in place.</param>
/// <param name="Mask">1 where they are painted anew, [H,W]; null without a mask.</param>
internal sealed record InitLatents(float[] Latents, float[]? Mask)
{
    /// <summary>txt2img begins with nothing.</summary>
    public static readonly InitLatents None = new([], null);

    /// <summary>The latents with noise or nothing under the mask.</summary>
    /// <param name="latents">[B,C,H,W], changed.</param>
    /// <param name="mask">[H,W].</param>
    /// <param name="seeds">Of the job's first batch; the same noise serves later batches, as in webui.</param>
    public static InitLatents Of(float[] latents, float[]? mask, MaskedContent content, LatentShape shape, IReadOnlyList<long> seeds, NoiseSource source)
    {
        if (mask is null || content is not (MaskedContent.LatentNoise or MaskedContent.LatentNothing))
        {
            return new InitLatents(latents, mask);
        }

        var noise = new float[latents.Length];
        if (content == MaskedContent.LatentNoise)
        {
            new ImageNoise(shape, seeds, [.. seeds.Select(_ => 0L)], subseedStrength: 0, -1, -1, source, 0).Next(noise);
        }

        for (int i = 0; i < latents.Length; i++)
        {
            float painted = mask[i % mask.Length];
            latents[i] = (latents[i] * (1 - painted)) + (noise[i] * painted);
        }

        return new InitLatents(latents, mask);
    }

    /// <summary>Keeps the original while sampling; null without a mask.</summary>
    public ILatentBlend? Blend(SoftInpainting? soft, int channels) => Mask is null ? null
        : soft is null ? HardBlend()
        : new SoftLatentBlend(
            Latents, Mask, channels, soft.ScheduleBias.Value, soft.PreservationStrength.Value, soft.TransitionContrastBoost.Value);

    /// <summary>Brings the original back after sampling, which soft inpainting leaves to <see cref="SoftMask"/>.</summary>
    public void RestoreInPlace(float[] result, SoftInpainting? soft)
    {
        if (Mask is not null && soft is null)
        {
            HardBlend().BlendInPlace(result, time: 0);
        }
    }

    private LatentMask HardBlend() => new(Latents, [.. Mask!.Select(painted => 1 - painted)]);
}
