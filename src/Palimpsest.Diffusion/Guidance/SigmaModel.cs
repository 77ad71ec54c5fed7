using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Guidance;

/// <summary>
/// A network seen by samplers over sigma: maps (x, sigma) to the denoised x. x has variance 1 + σ² and is scaled to 1 for the network.
/// Source: k-diffusion's wrappers, after Karras et al. 2022, section 5; D = c_skip x + c_out F(c_in x, t).
/// </summary>
/// <param name="network">Predicts at timesteps.</param>
/// <param name="model">For consistency, LCM's own table: <see cref="ModelSigmas.CreateLcm"/>.</param>
public sealed class SigmaModel(INoiseModel network, ModelSigmas model, Parameterization parameterization) : INoiseModel
{
    private float[] _scaled = [];

    public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
    {
        if (_scaled.Length != x.Length)
        {
            _scaled = new float[x.Length];
        }

        float sigma = time, timestep = model.TimestepAt(sigma), scale = 1 / MathF.Sqrt((sigma * sigma) + 1);
        for (int i = 0; i < x.Length; i++)
        {
            _scaled[i] = x[i] * scale;
        }

        network.Predict(_scaled, timestep, conditions, prediction);
        (float skip, float output) = Coefficients(sigma, timestep);
        for (int i = 0; i < x.Length; i++)
        {
            prediction[i] = (prediction[i] * output) + (x[i] * skip);
        }
    }

    /// <summary>
    /// LCM's boundary conditions: x itself at timestep 0, the prediction later. Luo et al., "Latent Consistency Models", 2023, section 4.1; σ_data = 0.5 and
    /// timesteps scaled by 10 as its published models have them.
    /// </summary>
    internal static (float Skip, float Output) ConsistencyScalings(float timestep)
    {
        float scaled = timestep * 10, sum = (scaled * scaled) + 0.25f;
        return (0.25f / sum, scaled / MathF.Sqrt(sum));
    }

    private (float Skip, float Output) Coefficients(float sigma, float timestep)
    {
        if (parameterization == Parameterization.Consistency)
        {
            // c_out (x - σ e) + c_skip x, gathered by x and e.
            (float skip, float output) = ConsistencyScalings(timestep);
            return (skip + output, -sigma * output);
        }

        float variance = (sigma * sigma) + 1;
        return parameterization == Parameterization.V ? (1 / variance, -sigma / MathF.Sqrt(variance)) : (1, -sigma);
    }
}
