namespace Palimpsest.Diffusion.Guidance;

/// <summary>
/// Soft inpainting's blend while sampling (webui.md 2.10): how much of the new latents shows grows with the mask and as sigma falls, and blended vectors
/// keep a length between those of both, where a plain mean of unlike vectors would be too short and look dull.
/// </summary>
public sealed class SoftLatentBlend : ILatentBlend
{
    /// <summary>Keeps the length of a blended vector away from 0; webui's.</summary>
    private const double LeastLength = 1e-5;

    private readonly float[] _original;
    private readonly float[] _mask;
    private readonly int _channels;
    private readonly double _bias;
    private readonly double _strength;
    private readonly double _boost;
    private readonly float[] _weights;
    private float _weightsTime = float.NaN;

    /// <param name="original">The encoded picture, [B,C,H,W].</param>
    /// <param name="mask">1 where it is painted anew, [H,W].</param>
    /// <param name="channels">C.</param>
    /// <param name="bias">Exponent of sigma.</param>
    /// <param name="strength">Factor of sigma in the mask's exponent.</param>
    /// <param name="boost">Exponent of the mean of lengths: the larger, the nearer to the greater length.</param>
    public SoftLatentBlend(float[] original, float[] mask, int channels, double bias, double strength, double boost)
    {
        if (mask.Length == 0 || original.Length % (mask.Length * channels) != 0)
        {
            throw new ArgumentException($"A mask of {mask.Length} numbers does not cover latents of {original.Length} numbers in {channels} channels.", nameof(mask));
        }

        (_original, _mask, _channels, _bias, _strength, _boost) = (original, mask, channels, bias, strength, boost);
        _weights = new float[mask.Length];
    }

    public void BlendInPlace(Span<float> latents, float time)
    {
        if (time != _weightsTime)
        {
            SetWeights(time);
        }

        int cells = _mask.Length, picture = cells * _channels;
        for (int start = 0; start < latents.Length; start += picture)
        {
            for (int cell = 0; cell < cells; cell++)
            {
                BlendCell(latents.Slice(start, picture), _original.AsSpan(start, picture), cell);
            }
        }
    }

    /// <summary>mask^(σ^bias · strength).</summary>
    private void SetWeights(float time)
    {
        float exponent = (float)(Math.Pow(time, _bias) * _strength);
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = MathF.Pow(_mask[i], exponent);
        }

        _weightsTime = time;
    }

    private void BlendCell(Span<float> current, ReadOnlySpan<float> original, int cell)
    {
        float weight = _weights[cell], rest = 1 - weight;
        float blended = 0, kept = 0, painted = 0;
        for (int i = cell; i < current.Length; i += _mask.Length)
        {
            (float a, float c) = (original[i], current[i]);
            float v = (a * rest) + (c * weight);
            blended += v * v;
            kept += a * a;
            painted += c * c;
        }

        double wanted = (Math.Pow(MathF.Sqrt(kept), _boost) * rest) + (Math.Pow(MathF.Sqrt(painted), _boost) * weight);
        float scale = (float)(Math.Pow(wanted, 1 / _boost) / (MathF.Sqrt(blended) + LeastLength));
        for (int i = cell; i < current.Length; i += _mask.Length)
        {
            current[i] = ((original[i] * rest) + (current[i] * weight)) * scale;
        }
    }
}
