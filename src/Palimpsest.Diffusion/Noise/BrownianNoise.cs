namespace Palimpsest.Diffusion.Noise;

/// <summary>The SDE samplers' noise as k-diffusion draws it: a <see cref="BrownianTree"/> for every picture, seeded with the picture's seed.</summary>
public sealed class BrownianNoise : IBrownianNoise
{
    /// <summary>Beyond this the tree's steps of 1e-6 are finer than doubles. Stable Diffusion's schedules end below 5000.</summary>
    private const float LargestSigma = 1e9f;

    private readonly BrownianTree[] _trees;
    private readonly int _perImageCount;

    /// <param name="sigmaMin">The smallest positive sigma of the whole schedule, also where sampling starts later in it.</param>
    /// <param name="sigmaMax">The largest.</param>
    /// <param name="seeds">One seed for each picture. One seed for the whole batch makes one tree of all its numbers.</param>
    /// <param name="perImageCount">Numbers under each seed: C·H·W of a latent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sigmas are not 0 &lt; min &lt;= max &lt;= 1e9.</exception>
    public BrownianNoise(float sigmaMin, float sigmaMax, IReadOnlyList<long> seeds, int perImageCount, NoiseSource source)
    {
        if (!(sigmaMin > 0 && sigmaMin <= sigmaMax && sigmaMax <= LargestSigma))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sigmaMin), $"The noise of an SDE sampler needs a schedule with sigmas above 0 and up to {LargestSigma:g}; this one goes from {sigmaMin:g9} to {sigmaMax:g9}.");
        }

        _perImageCount = perImageCount;
        _trees = [.. seeds.Select(seed => new BrownianTree(sigmaMin, sigmaMax, unchecked((ulong)seed), perImageCount, source))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The destination does not hold the whole batch, or the two sigmas are the same or not numbers.</exception>
    public void Increment(float sigma, float sigmaNext, Span<float> destination)
    {
        float scale = MathF.Sqrt(MathF.Abs(sigmaNext - sigma));
        if (!(scale > 0))
        {
            throw new ArgumentException($"There is no noise between the sigmas {sigma:g9} and {sigmaNext:g9}.");
        }

        if (destination.Length != (long)_trees.Length * _perImageCount)
        {
            throw new ArgumentException($"The noise of {_trees.Length} latents of {_perImageCount} numbers does not fit {destination.Length} numbers.", nameof(destination));
        }

        // The motion runs upwards in sigma; a sampler's step goes down and sees it negated.
        float signedScale = sigma < sigmaNext ? scale : -scale;
        (double low, double high) = (Math.Min(sigma, sigmaNext), Math.Max(sigma, sigmaNext));
        for (int i = 0; i < _trees.Length; i++)
        {
            Span<float> image = destination.Slice(i * _perImageCount, _perImageCount);
            _trees[i].IncrementInto(image, low, high);
            foreach (ref float value in image)
            {
                value /= signedScale;
            }
        }
    }
}
