namespace Palimpsest.Diffusion.Generation;

/// <summary>Latents are [C,H,W] for samplers and noise, as torch draws them, and [H,W,C] for networks.</summary>
internal static class LatentLayout
{
    /// <summary>[C,H,W] to [H,W,C], times <paramref name="scale"/>.</summary>
    public static void ToChannelsLast(ReadOnlySpan<float> source, Span<float> destination, int channels, float scale = 1)
    {
        WriteChannels(source, channels, destination, channels, 0, scale);
    }

    /// <summary>[C,H,W] to channels <paramref name="first"/> to first + C of each [H,W,ofChannels] pixel, times <paramref name="scale"/>.</summary>
    public static void WriteChannels(ReadOnlySpan<float> source, int channels, Span<float> destination, int ofChannels, int first, float scale = 1)
    {
        int pixels = source.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < pixels; i++)
            {
                destination[(i * ofChannels) + first + c] = source[(c * pixels) + i] * scale;
            }
        }
    }

    /// <summary>The first <paramref name="channels"/> of each [H,W,sourceChannels] pixel to [C,H,W], times <paramref name="scale"/>.</summary>
    public static void ToChannelsFirst(ReadOnlySpan<float> source, int sourceChannels, Span<float> destination, int channels, float scale = 1)
    {
        int pixels = source.Length / sourceChannels;
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < pixels; i++)
            {
                destination[c * pixels + i] = source[i * sourceChannels + c] * scale;
            }
        }
    }
}
