namespace Palimpsest.Diffusion.Schedules;

/// <summary>
/// The schedules of webui 1.10.1: each maps a <see cref="ScheduleInput"/> to descending float32 sigmas, ending in 0 unless said otherwise.
/// r runs evenly from 0 to 1 over the steps.
/// </summary>
internal static class ScheduleFunctions
{
    /// <summary>Sabour et al., "Align Your Steps: Optimizing Sampling Schedules in Diffusion Models", 2024: the published tables for SD 1.5 and SDXL.</summary>
    private static readonly double[] AlignedSd = [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029];
    private static readonly double[] AlignedSdxl = [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029];

    /// <summary>Evenly spaced timesteps from the model's last to its first.</summary>
    public static float[] Uniform(ScheduleInput input) => AtTimesteps(
        input, LinearSpace.Floats(input.Model.TimestepAt(input.Model.Maximum), input.Model.TimestepAt(input.Model.Minimum), input.Steps));

    /// <summary>Evenly spaced timesteps between those of the two end sigmas.</summary>
    public static float[] Normal(ScheduleInput input) => AtTimesteps(
        input, LinearSpace.Floats(input.Model.TimestepAt((float)input.SigmaMax), input.Model.TimestepAt((float)input.SigmaMin), input.Steps));

    /// <summary>As Normal with one step more, of which the last is left out.</summary>
    public static float[] SgmUniform(ScheduleInput input) => AtTimesteps(
        input, LinearSpace.Floats(input.Model.TimestepAt((float)input.SigmaMax), input.Model.TimestepAt((float)input.SigmaMin), input.Steps + 1)[..^1]);

    /// <summary>
    /// (max^(1/ρ) + r (min^(1/ρ) - max^(1/ρ)))^ρ. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, equation 5.
    /// </summary>
    public static float[] Karras(ScheduleInput input)
    {
        double start = Math.Pow(input.SigmaMax, 1 / input.Rho), end = Math.Pow(input.SigmaMin, 1 / input.Rho);
        return Map(LinearSpace.Floats(0, 1, input.Steps), r => SingleMath.Pow((float)start + (r * (float)(end - start)), (float)input.Rho));
    }

    /// <summary>Evenly spaced in ln sigma.</summary>
    public static float[] Exponential(ScheduleInput input) =>
        Map(LinearSpace.Floats((float)Math.Log(input.SigmaMax), (float)Math.Log(input.SigmaMin), input.Steps), SingleMath.Exp);

    /// <summary>As Exponential with (1 - r)^ρ in place of 1 - r.</summary>
    public static float[] Polyexponential(ScheduleInput input)
    {
        float range = (float)(Math.Log(input.SigmaMax) - Math.Log(input.SigmaMin)), least = (float)Math.Log(input.SigmaMin);
        return Map(LinearSpace.Floats(1, 0, input.Steps), r => SingleMath.Exp((SingleMath.Pow(r, (float)input.Rho) * range) + least));
    }

    /// <summary>Align Your Steps, theorem 3.1: even in atan sigma. Has steps + 1 values and ends at the smallest sigma, not at 0.</summary>
    public static float[] KlOptimal(ScheduleInput input)
    {
        float least = SingleMath.Atan((float)input.SigmaMin), greatest = SingleMath.Atan((float)input.SigmaMax);
        var sigmas = new float[input.Steps + 1];
        for (int i = 0; i < sigmas.Length; i++)
        {
            float done = (float)i / input.Steps;
            sigmas[i] = SingleMath.Tan((done * least) + ((1 - done) * greatest));
        }

        return sigmas;
    }

    /// <summary>The published table; for other than 11 steps interpolated in ln sigma.</summary>
    public static float[] AlignYourSteps(ScheduleInput input)
    {
        double[] table = input.IsSdxl ? AlignedSdxl : AlignedSd;
        var sigmas = new float[input.Steps + 1];
        for (int i = 0; i < input.Steps; i++)
        {
            sigmas[i] = (float)(input.Steps == table.Length ? table[i] : Interpolate(table, input.Steps, i));
        }

        return sigmas;

        static double Interpolate(double[] table, int steps, int i)
        {
            double position = steps > 1 ? (double)i / (steps - 1) * (table.Length - 1) : table.Length - 1;
            int index = Math.Min((int)position, table.Length - 2);
            double weight = position - index;
            return Math.Exp(((1 - weight) * Math.Log(table[index])) + (weight * Math.Log(table[index + 1])));
        }
    }

    /// <summary>Every (table size / steps)th entry of the model's table, from its end.</summary>
    public static float[] Simple(ScheduleInput input)
    {
        ReadOnlySpan<float> table = input.Model.Sigmas;
        double stride = (double)table.Length / input.Steps;
        var sigmas = new float[input.Steps + 1];
        for (int i = 0; i < input.Steps; i++)
        {
            sigmas[i] = table[^(1 + (int)(i * stride))];
        }

        return sigmas;
    }

    /// <summary>Entries 1, 1 + s, … of the model's table with s = table size / steps rounded down: there may be more of them than steps.</summary>
    public static float[] Ddim(ScheduleInput input)
    {
        ReadOnlySpan<float> table = input.Model.Sigmas;
        int stride = Math.Max(table.Length / input.Steps, 1);
        List<float> sigmas = [0];
        for (int i = 1; i < table.Length; i += stride)
        {
            sigmas.Add(table[i]);
        }

        sigmas.Reverse();
        return [.. sigmas];
    }

    /// <summary>Quantiles of a beta distribution. Lee et al., "Beta Sampling is All You Need", 2024.</summary>
    public static float[] Beta(ScheduleInput input)
    {
        var sigmas = new float[input.Steps + 1];
        for (int i = 0; i < input.Steps; i++)
        {
            double probability = 1 - (input.Steps > 1 ? (double)i / (input.Steps - 1) : 0);
            double quantile = BetaDistribution.Quantile(probability, input.BetaAlpha, input.BetaBeta);
            sigmas[i] = (float)(input.SigmaMin + (quantile * (input.SigmaMax - input.SigmaMin)));
        }

        return sigmas;
    }

    private static float[] AtTimesteps(ScheduleInput input, float[] timesteps) => Map(timesteps, input.Model.SigmaAt);

    /// <summary>The values mapped, and a 0 behind them.</summary>
    private static float[] Map(float[] values, Func<float, float> map)
    {
        var sigmas = new float[values.Length + 1];
        for (int i = 0; i < values.Length; i++)
        {
            sigmas[i] = map(values[i]);
        }

        return sigmas;
    }
}
