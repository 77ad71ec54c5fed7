namespace Palimpsest.Diffusion.Samplers;

/// <summary>Elementwise float32 arithmetic on latents of equal length. A destination may be one of the operands.</summary>
internal static class Latent
{
    /// <summary>x += scale · y.</summary>
    public static void Add(Span<float> x, float scale, ReadOnlySpan<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += scale * y[i];
        }
    }

    /// <summary>destination = a · x + b · y.</summary>
    public static void CombineInto(Span<float> destination, float a, ReadOnlySpan<float> x, float b, ReadOnlySpan<float> y)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (a * x[i]) + (b * y[i]);
        }
    }

    /// <summary>destination = x + scale · y.</summary>
    public static void AddInto(Span<float> destination, ReadOnlySpan<float> x, float scale, ReadOnlySpan<float> y)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = x[i] + (scale * y[i]);
        }
    }

    /// <summary>destination = (x - y) / divisor. With y the denoised x and its sigma: the derivative dx/dσ of Karras et al. 2022, equation 3.</summary>
    public static void DifferenceInto(Span<float> destination, ReadOnlySpan<float> x, ReadOnlySpan<float> y, float divisor)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (x[i] - y[i]) / divisor;
        }
    }
}
