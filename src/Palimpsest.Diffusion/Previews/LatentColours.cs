using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Previews;

/// <summary>Pictures of latents without a network, for previews (webui's "Approx cheap"): every cell's colour is a linear function of its channels.</summary>
public sealed class LatentColours
{
    /// <summary>Cells along a side of a flat patch whose colour is measured, enough for its middle to be flat.</summary>
    private const int Patch = 4;

    /// <summary>What a channel of a patch says: much, as latents go, so that rounding to bytes tells little.</summary>
    private const float Probe = 2;

    private readonly float[,] _factors;
    private readonly float[] _offset;

    private LatentColours(float[,] factors, float[] offset) => (_factors, _offset) = (factors, offset);

    /// <summary>Those of SD 1 and SD 2 latents, found by least squares over decoded pictures (webui.md 14.6).</summary>
    public static LatentColours StableDiffusion1 { get; } = new(
        new[,]
        {
            { 0.298f, 0.207f, 0.208f },
            { 0.187f, 0.286f, 0.173f },
            { -0.158f, 0.189f, 0.264f },
            { -0.184f, -0.271f, -0.473f },
        },
        [0, 0, 0]);

    private int Channels => _factors.GetLength(0);

    /// <summary>Those of an autoencoder of its own: one small latent of flat patches is decoded, two for each channel, and what they look like is measured.</summary>
    /// <param name="decode">The picture of a latent [C,H,W], scaled as samplers see it.</param>
    public static LatentColours Measured(int channels, Func<float[], LatentShape, Picture> decode)
    {
        var shape = new LatentShape(channels, 2 * Patch, channels * Patch);
        var latent = new float[shape.Count];
        for (int i = 0; i < latent.Length; i++)
        {
            (int channel, int y, int x) = (i / (shape.Height * shape.Width), i / shape.Width % shape.Height, i % shape.Width);
            latent[i] = x / Patch != channel ? 0 : y < Patch ? Probe : -Probe;
        }

        Picture picture = decode(latent, shape);
        int side = picture.Width / channels;
        var factors = new float[channels, 3];
        var offset = new float[3];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int colour = 0; colour < 3; colour++)
            {
                float up = Middle(picture, channel * side, 0, side, colour), down = Middle(picture, channel * side, side, side, colour);
                factors[channel, colour] = (up - down) / (2 * Probe);
                offset[colour] += (up + down) / (2 * channels);
            }
        }

        return new LatentColours(factors, offset);
    }

    /// <summary>The picture, a pixel a cell.</summary>
    /// <param name="latent">[C,H,W], scaled as samplers see it.</param>
    /// <exception cref="ArgumentException">The latent has other channels.</exception>
    public Picture Of(ReadOnlySpan<float> latent, LatentShape shape)
    {
        if (shape.Channels != Channels)
        {
            throw new ArgumentException($"These are the colours of latents of {Channels} channels, not of {shape.Channels}.", nameof(shape));
        }

        int cells = shape.Height * shape.Width;
        var pixels = new float[cells * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = _offset[i % 3];
            for (int c = 0; c < shape.Channels; c++)
            {
                pixels[i] += latent[(c * cells) + (i / 3)] * _factors[c, i % 3];
            }
        }

        return NetworkPixels.PreviewToPicture(pixels, shape.Width, shape.Height);
    }

    /// <summary>The mean, from -1 to 1, of one colour over the middle of a patch.</summary>
    private static float Middle(Picture picture, int left, int top, int side, int colour)
    {
        int sum = 0, count = 0;
        for (int y = top + (side / 4); y < top + (side - (side / 4)); y++)
        {
            for (int x = left + (side / 4); x < left + (side - (side / 4)); x++, count++)
            {
                sum += picture.Pixels[(((y * picture.Width) + x) * picture.Channels) + colour];
            }
        }

        return (sum / (127.5f * count)) - 1;
    }
}
