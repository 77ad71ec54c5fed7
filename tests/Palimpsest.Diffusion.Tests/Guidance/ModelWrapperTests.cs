using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Tests.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Guidance;

public sealed class ModelWrapperTests
{
    private static readonly ModelCondition[] AnyCondition = [new(new Conditioning([0], 1), Image: null)];

    public static TheoryData<int, string> Cases => SamplingReference.Rows("denoiser_wrappers.json", "cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_network_is_wrapped_as_in_the_reference(int index, string name)
    {
        JsonElement element = SamplingReference.Element("denoiser_wrappers.json", "cases", index), parameters = element.GetProperty("case");
        float sigma = (float)parameters.GetProperty("sigma").GetDouble();
        string tensor = parameters.GetProperty("x").GetString()!.Split('\'')[1];
        float[] x = [.. SyntheticWeights.Tensor(tensor, 16).Select(value => value * sigma)], denoised = new float[16];
        var network = new CosineNetwork();
        Parameterization parameterization = parameters.GetProperty("kind").GetString() == "v" ? Parameterization.V : Parameterization.Epsilon;

        new SigmaModel(network, ModelSigmas.Default, parameterization).Predict(x, sigma, AnyCondition, denoised);

        Assert.Equal(element.GetProperty("t").GetDouble(), network.Time, 1e-4);
        Close.Within(1e-6, SamplingReference.Floats(element.GetProperty("network_input")), network.Input, name);
        Close.Within(2e-6 * Math.Max(1, 3 * sigma), SamplingReference.Floats(element.GetProperty("denoised")), denoised, name);
    }

    [Fact]
    public void Consistency_scalings_are_those_of_the_reference()
    {
        var model = ModelSigmas.CreateLcm();
        foreach (JsonElement row in Reference.Json("sampling/discrete_schedule.json").GetProperty("lcm_c_skip_c_out").EnumerateArray())
        {
            (float skip, float output) = SigmaModel.ConsistencyScalings(model.TimestepAt((float)row[0].GetDouble()));
            SamplingReference.WithinRelative(3e-7, [(float)row[1].GetDouble(), (float)row[2].GetDouble()], [output, skip]);
        }
    }

    [Fact]
    public void A_consistency_model_gives_the_scaled_picture_and_a_little_of_x()
    {
        var model = ModelSigmas.CreateLcm();
        float sigma = 2, timestep = model.TimestepAt(sigma);
        float[] x = [1, -2], denoised = new float[2], noise = new float[2];
        new SigmaModel(new CosineNetwork(), model, Parameterization.Consistency).Predict(x, sigma, AnyCondition, denoised);
        new CosineNetwork().Predict([.. x.Select(value => value / MathF.Sqrt(5))], timestep, AnyCondition, noise);
        (float skip, float output) = SigmaModel.ConsistencyScalings(timestep);
        Close.Within(1e-6, [(output * (x[0] - (sigma * noise[0]))) + (skip * x[0]), (output * (x[1] - (sigma * noise[1]))) + (skip * x[1])], denoised);
    }

    [Fact]
    public void A_v_model_gives_timestep_samplers_its_noise()
    {
        float[] x = [1, -2], noise = new float[2], v = new float[2];
        new TimestepModel(new CosineNetwork(), ModelSigmas.Default, Parameterization.V).Predict(x, 500.9f, AnyCondition, noise);
        new CosineNetwork().Predict(x, 500.9f, AnyCondition, v);
        float alpha = ModelSigmas.Default.AlphasCumprod[500];
        Close.Within(1e-6, [(MathF.Sqrt(alpha) * v[0]) + MathF.Sqrt(1 - alpha), (MathF.Sqrt(alpha) * v[1]) - (2 * MathF.Sqrt(1 - alpha))], noise);
    }

    /// <summary>The reference's network: 0.3 x + 0.1 cos(t / 100).</summary>
    private sealed class CosineNetwork : INoiseModel
    {
        public float[] Input { get; private set; } = [];

        public float Time { get; private set; }

        public void Predict(ReadOnlySpan<float> x, float time, IReadOnlyList<ModelCondition> conditions, Span<float> prediction)
        {
            (Input, Time) = (x.ToArray(), time);
            for (int i = 0; i < x.Length; i++)
            {
                prediction[i] = (0.3f * x[i]) + (0.1f * MathF.Cos(time / 100));
            }
        }
    }
}
