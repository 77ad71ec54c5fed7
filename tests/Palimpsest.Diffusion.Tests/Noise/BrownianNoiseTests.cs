using System.Text.Json;
using Palimpsest.Compute.RandomStreams;
using Palimpsest.Diffusion.Noise;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Noise;

public sealed class BrownianNoiseTests
{
    private static readonly string[] Files = ["k_dpmpp_sde", "k_dpmpp_2m_sde", "k_dpmpp_3m_sde"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string file in Files.Where(file => Reference.Find(PathOf(file)) is not null))
            {
                cases.AddRange([.. Parameters(Reference.Tensors(PathOf(file))).EnumerateObject().Select(entry => (file, entry.Name))]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_draw_of_an_sde_sampler_is_that_of_the_reference(string file, string name)
    {
        TensorFile tensors = Reference.Tensors(PathOf(file));
        JsonElement parameters = Parameters(tensors).GetProperty(name);
        BrownianNoise noise = FromCase(parameters, out int count);
        float[] expected = tensors.Floats($"{name}.noise");
        float[] actual = new float[count];
        int call = 0;
        foreach (JsonElement sigmas in parameters.GetProperty("calls").EnumerateArray())
        {
            noise.Increment((float)sigmas[0].GetDouble(), (float)sigmas[1].GetDouble(), actual);
            Close.Within(2e-6, expected.AsSpan(call * count, count), actual, $"call {call} {sigmas}");
            call++;
        }

        Assert.Equal(expected.Length, call * count);
    }

    [Fact]
    public void A_picture_in_a_batch_has_the_noise_of_the_picture_alone()
    {
        float[] batch = new float[40], alone = new float[20];
        new BrownianNoise(0.03f, 14.6f, [7, 8], 20, NoiseSource.Cpu).Increment(3, 2, batch);
        new BrownianNoise(0.03f, 14.6f, [8], 20, NoiseSource.Cpu).Increment(3, 2, alone);
        Assert.Equal(alone, batch[20..]);
    }

    [Fact]
    public void An_answer_does_not_depend_on_what_was_asked_before()
    {
        var asked = new BrownianNoise(0.03f, 14.6f, [7], 20, NoiseSource.Cpu);
        float[] expected = new float[20], actual = new float[20];
        asked.Increment(9, 8, actual);
        asked.Increment(3, 2, actual);
        new BrownianNoise(0.03f, 14.6f, [7], 20, NoiseSource.Cpu).Increment(3, 2, expected);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(0f, 14.6f)]
    [InlineData(15f, 14.6f)]
    [InlineData(0.03f, float.PositiveInfinity)]
    [InlineData(float.NaN, 14.6f)]
    public void A_schedule_without_a_finite_range_is_refused(float sigmaMin, float sigmaMax) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BrownianNoise(sigmaMin, sigmaMax, [1], 4, NoiseSource.Cpu));

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, float.NaN)]
    public void There_is_no_noise_over_no_distance(float sigma, float sigmaNext)
    {
        var noise = new BrownianNoise(0.03f, 14.6f, [1], 4, NoiseSource.Cpu);
        Assert.Throws<ArgumentException>(() => noise.Increment(sigma, sigmaNext, new float[4]));
    }

    private static string PathOf(string file) => $"sampling/brownian/{file}.safetensors";

    private static JsonElement Parameters(TensorFile tensors) => tensors.Case.GetProperty("cases");

    private static BrownianNoise FromCase(JsonElement parameters, out int count)
    {
        int perImage = NoiseReference.Shape(parameters.GetProperty("shape")).Aggregate(1, (product, size) => product * size);
        long[] seeds = NoiseReference.Longs(parameters.GetProperty("seeds"));
        count = perImage * seeds.Length;
        (double min, double max) = (parameters.GetProperty("sigma_min").GetDouble(), parameters.GetProperty("sigma_max").GetDouble());
        NoiseSource source = parameters.TryGetProperty("source", out JsonElement name) && name.GetString() == "NV" ? NoiseSource.Nv : NoiseSource.Cpu;
        if (parameters.TryGetProperty("options", out JsonElement options) && options.TryGetProperty("no_dpmpp_sde_batch_determinism", out _))
        {
            seeds = [new TorchCpuGenerator(seeds[^1]).NextInt64(long.MaxValue)];
            perImage = count;
        }

        return new BrownianNoise((float)min, (float)max, seeds, perImage, source);
    }
}
