using Palimpsest.Diffusion.Guidance;

namespace Palimpsest.Diffusion.Tests.Guidance;

/// <summary>The inner model of the reference's cfg_denoiser.json, which says what it computes; remembers its calls as (rows, tokens, time).</summary>
internal sealed class ToyModel(bool usesImage) : INoiseModel
{
    public const int Width = 6;

    public List<(int Rows, int Tokens, float Time)> Calls { get; } = [];

    public ModelCondition[] LastConditions { get; private set; } = [];

    public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
    {
        LastConditions = [.. conditions];
        Calls.Add((conditions.Count, conditions[0].Text.TokenCount, time));
        int count = x.Length / conditions.Count;
        for (int row = 0; row < conditions.Count; row++)
        {
            Assert.Equal(conditions[0].Text.TokenCount, conditions[row].Text.TokenCount);
            double offset = (0.1 * time * WeightedMean(conditions[row].Text)) + (0.05 * (conditions[row].Text.Vector?.Average() ?? 0));
            offset += usesImage ? 0.01 * conditions[row].Image!.Average() : 0;
            for (int i = row * count; i < (row + 1) * count; i++)
            {
                prediction[i] = (float)((0.5 * x[i]) + offset);
            }
        }
    }

    private static double WeightedMean(Conditioning text)
    {
        double sum = 0;
        for (int i = 0; i < text.Tokens.Length; i++)
        {
            sum += text.Tokens[i] * (((i / text.Width) + 1) / (double)text.TokenCount);
        }

        return sum / text.Tokens.Length;
    }
}
