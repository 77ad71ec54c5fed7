namespace Palimpsest.Diffusion.Guidance;

/// <summary>A network, or a wrapper around one, that predicts something about noisy latents for a batch of conditions.</summary>
public interface INoiseModel
{
    /// <summary>Writes the prediction for every row.</summary>
    /// <param name="x">[N,C,H,W], N being the number of conditions.</param>
    /// <param name="time">The timestep of the network itself, or the sigma of <see cref="SigmaModel"/>; the same for all rows.</param>
    /// <param name="conditions">One for each row; all of equal token count.</param>
    /// <param name="prediction">[N,C,H,W]; never overlaps <paramref name="x"/>.</param>
    void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction);
}
