namespace Palimpsest.Imaging.Resampling;

/// <summary>torch's <c>nn.functional.interpolate</c> to a given size, in float32. webui resizes latents with it (resize mode 3: bilinear, not antialiased).</summary>
public static class TorchInterpolate
{
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="antialias">Widen the filter when shrinking; only for bilinear and bicubic, which otherwise skip what lies between.</param>
    /// <returns>[N, newHeight, newWidth, C].</returns>
    /// <exception cref="ArgumentException">The source has another number of elements, or a size is not positive.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> source, int batch, int height, int width, int channels, int newHeight, int newWidth, InterpolationMode mode, bool antialias = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newWidth);
        if (height <= 0 || width <= 0 || source.Length != (long)batch * height * width * channels)
        {
            throw new ArgumentException($"[{batch},{height},{width},{channels}] does not have {source.Length} elements.", nameof(source));
        }

        // Along W each of the batch · height rows is a line of places with C values; along H each picture is, with newWidth · C values.
        float[] rows = ResizeLines(source, batch * height, width, channels, newWidth, InterpolationTaps.Compute(mode, antialias, width, newWidth));
        return ResizeLines(rows, batch, height, newWidth * channels, newHeight, InterpolationTaps.Compute(mode, antialias, height, newHeight));
    }

    /// <summary>[lines, places, values] to [lines, newPlaces, values].</summary>
    private static float[] ResizeLines(ReadOnlySpan<float> source, int lines, int places, int values, int newPlaces, InterpolationTaps taps)
    {
        var target = new float[checked(lines * newPlaces * values)];
        for (int line = 0; line < lines; line++)
        {
            for (int place = 0; place < newPlaces; place++)
            {
                Span<float> sums = target.AsSpan((line * newPlaces + place) * values, values);
                for (int tap = place * taps.Most; tap < place * taps.Most + taps.Counts[place]; tap++)
                {
                    ReadOnlySpan<float> from = source.Slice((line * places + taps.Places[tap]) * values, values);
                    float weight = taps.Weights[tap];
                    for (int i = 0; i < sums.Length; i++)
                    {
                        sums[i] += from[i] * weight;
                    }
                }
            }
        }

        return target;
    }
}
