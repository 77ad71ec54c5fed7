using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Guidance;

/// <summary>A network seen by timestep samplers: maps (x, timestep) to the noise. x has variance 1, so it reaches the network as it is.</summary>
public sealed class TimestepModel(INoiseModel network, ModelSigmas model, Parameterization parameterization) : INoiseModel
{
    public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
    {
        network.Predict(x, time, conditions, prediction);
        if (parameterization != Parameterization.V)
        {
            return;
        }

        // e = √ᾱ v + √(1 - ᾱ) x; UniPC's fractional timesteps are cut off, as in webui.
        float alpha = model.AlphasCumprod[Math.Clamp((int)time, 0, model.AlphasCumprod.Length - 1)];
        float scale = MathF.Sqrt(alpha), scaleX = MathF.Sqrt(1 - alpha);
        for (int i = 0; i < x.Length; i++)
        {
            prediction[i] = (scale * prediction[i]) + (scaleX * x[i]);
        }
    }
}
