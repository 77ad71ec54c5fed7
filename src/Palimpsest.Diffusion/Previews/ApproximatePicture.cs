using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Previews;

/// <summary>Pictures of latents without a network, for previews (webui's "Approx cheap"): every cell's colour is a linear function of its channels.</summary>
public static class ApproximatePicture
{
    /// <summary>Red, green and blue of each channel of SD 1 and SD 2 latents; found by least squares over decoded pictures (webui.md 14.6).</summary>
    private static readonly float[,] StableDiffusion1 =
    {
        { 0.298f, 0.207f, 0.208f },
        { 0.187f, 0.286f, 0.173f },
        { -0.158f, 0.189f, 0.264f },
        { -0.184f, -0.271f, -0.473f },
    };

    /// <summary>The picture, a pixel a cell.</summary>
    /// <param name="latent">[4,H,W], scaled as samplers see it.</param>
    public static Picture Of(ReadOnlySpan<float> latent, LatentShape shape)
    {
        if (shape.Channels != StableDiffusion1.GetLength(0))
        {
            throw new ArgumentException($"There is no approximation for latents of {shape.Channels} channels, only for 4.", nameof(shape));
        }

        int cells = shape.Height * shape.Width;
        var pixels = new float[cells * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                pixels[i] += latent[(c * cells) + (i / 3)] * StableDiffusion1[c, i % 3];
            }
        }

        return NetworkPixels.PreviewToPicture(pixels, shape.Width, shape.Height);
    }
}
