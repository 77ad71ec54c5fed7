namespace Palimpsest.Models;

/// <summary>Sinusoidal embedding of a timestep (Ho et al. 2020, after Vaswani et al. 2017, section 3.5), as the ldm code computes it: cosines first.</summary>
public static class TimestepEmbedding
{
    private const double LongestPeriod = 10000;

    /// <summary>
    /// Writes cos(t·f₀) … cos(t·fₕ₋₁), sin(t·f₀) … sin(t·fₕ₋₁) with fᵢ = 10000^(-i/h), h half the destination's even length.
    /// The timestep may be fractional. Frequencies and arguments are float32, because at t = 999 their rounding is visible.
    /// </summary>
    public static void WriteInto(Span<float> destination, float timestep)
    {
        if (destination.Length % 2 != 0)
        {
            throw new ArgumentException($"A timestep embedding has an even width, not {destination.Length}.", nameof(destination));
        }

        int half = destination.Length / 2;
        float exponent = (float)-Math.Log(LongestPeriod);
        for (int i = 0; i < half; i++)
        {
            float frequency = (float)Math.Exp(exponent * i / half);
            float argument = timestep * frequency;
            destination[i] = (float)Math.Cos(argument);
            destination[half + i] = (float)Math.Sin(argument);
        }
    }
}
