using Palimpsest.Compute.RandomStreams;

namespace Palimpsest.Diffusion.Noise;

/// <summary>
/// The noise of a batch as webui draws it (its ImageRNG): a generator per picture, so that a picture in a batch equals the picture made alone.
/// The first draw is the initial noise, with variation seeds and seed resizing; later draws continue each picture's generator.
/// </summary>
public sealed class ImageNoise : INoiseStream
{
    private readonly LatentShape _shape;
    private readonly LatentShape _seedShape;
    private readonly IReadOnlyList<long> _seeds;
    private readonly IReadOnlyList<long>? _subseeds;
    private readonly double _subseedStrength;
    private readonly NoiseSource _source;
    private readonly long _ensd;
    private readonly INormalStream[] _streams;
    private bool _started;

    /// <param name="shape">One picture's latent.</param>
    /// <param name="seeds">One seed for each picture of the batch.</param>
    /// <param name="subseeds">Variation seeds; a picture beyond the list's end has variation seed 0. Null: no variation.</param>
    /// <param name="subseedStrength">0: the seed's noise alone; 1: the variation seed's alone.</param>
    /// <param name="seedResizeFromHeight">
    /// Height in pixels of the picture whose noise is to be kept in the middle of this one's; 0 or less, here or for the width: none.
    /// </param>
    /// <param name="seedResizeFromWidth">The same picture's width in pixels.</param>
    /// <param name="ensd">Eta noise seed delta: added to every seed for the draws after the first, which then start from fresh generators.</param>
    public ImageNoise(
        LatentShape shape,
        IReadOnlyList<long> seeds,
        IReadOnlyList<long>? subseeds = null,
        double subseedStrength = 0,
        int seedResizeFromHeight = 0,
        int seedResizeFromWidth = 0,
        NoiseSource source = NoiseSource.Cpu,
        long ensd = 0)
    {
        _shape = shape;
        _seedShape = seedResizeFromHeight > 0 && seedResizeFromWidth > 0
            ? shape with { Height = seedResizeFromHeight / 8, Width = seedResizeFromWidth / 8 }
            : shape;
        _seeds = seeds;
        _subseeds = subseeds;
        _subseedStrength = subseedStrength;
        _source = source;
        _ensd = ensd;
        _streams = [.. seeds.Select(seed => source.Stream(seed))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The destination does not hold exactly one latent for each seed.</exception>
    public void Next(Span<float> destination)
    {
        if (destination.Length != (long)_shape.Count * _seeds.Count)
        {
            throw new ArgumentException($"The noise of {_seeds.Count} latents of {_shape.Count} numbers does not fit {destination.Length} numbers.", nameof(destination));
        }

        for (int i = 0; i < _seeds.Count; i++)
        {
            Span<float> image = destination.Slice(i * _shape.Count, _shape.Count);
            if (_started)
            {
                _streams[i].Fill(image);
            }
            else
            {
                DrawInitial(i, image);
            }
        }

        if (!_started && _ensd != 0)
        {
            for (int i = 0; i < _seeds.Count; i++)
            {
                _streams[i] = _source.Stream(unchecked(_seeds[i] + _ensd));
            }
        }

        _started = true;
    }

    private void DrawInitial(int i, Span<float> image)
    {
        if (_seedShape == _shape)
        {
            _streams[i].Fill(image);
            Vary(i, image);
            return;
        }

        // The picture's own generator gives the surroundings; what is kept comes from a fresh one.
        float[] kept = new float[_seedShape.Count];
        _source.Stream(_seeds[i]).Fill(kept);
        Vary(i, kept);
        _streams[i].Fill(image);
        PasteCentred(kept, image);
    }

    private void Vary(int i, Span<float> noise)
    {
        if (_subseeds is null || _subseedStrength == 0)
        {
            return;
        }

        float[] variation = new float[_seedShape.Count];
        _source.Stream(i < _subseeds.Count ? _subseeds[i] : 0).Fill(variation);
        Slerp.Into(noise, _subseedStrength, noise, variation, _seedShape);
    }

    /// <summary>Both margins come from one floor division, so of an odd difference the odd column stays at the far end, or is cut off twice.</summary>
    private void PasteCentred(ReadOnlySpan<float> source, Span<float> destination)
    {
        int dx = (_shape.Width - _seedShape.Width) >> 1;
        int dy = (_shape.Height - _seedShape.Height) >> 1;
        int width = dx >= 0 ? _seedShape.Width : _seedShape.Width + 2 * dx;
        int height = dy >= 0 ? _seedShape.Height : _seedShape.Height + 2 * dy;
        for (int channel = 0; channel < _shape.Channels; channel++)
        {
            for (int y = 0; y < height; y++)
            {
                int from = (channel * _seedShape.Height + Math.Max(-dy, 0) + y) * _seedShape.Width + Math.Max(-dx, 0);
                int to = (channel * _shape.Height + Math.Max(dy, 0) + y) * _shape.Width + Math.Max(dx, 0);
                source.Slice(from, width).CopyTo(destination[to..]);
            }
        }
    }
}
