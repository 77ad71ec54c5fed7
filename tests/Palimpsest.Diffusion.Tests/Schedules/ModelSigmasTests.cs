using System.Text.Json;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Schedules;

public sealed class ModelSigmasTests
{
    private const double Tolerance = 3e-6;

    private static JsonElement File => Reference.Json("sampling/discrete_schedule.json");

    [Fact]
    public void The_table_of_alphas_is_exact() =>
        Close.Within(0, SamplingReference.Floats(File.GetProperty("alphas_cumprod")), ModelSigmas.Default.AlphasCumprod);

    [Fact]
    public void The_tables_of_sigmas_and_their_logarithms_are_exact()
    {
        Close.Within(0, SamplingReference.Floats(File.GetProperty("sigmas")), ModelSigmas.Default.Sigmas);
        Close.Within(0, SamplingReference.Floats(File.GetProperty("log_sigmas")), ModelSigmas.Default.LogSigmas);
    }

    [Fact]
    public void The_table_of_lcm_is_that_of_the_reference() =>
        SamplingReference.WithinRelative(Tolerance, SamplingReference.Floats(File.GetProperty("lcm_sigmas")), ModelSigmas.CreateLcm().Sigmas);

    [Theory]
    [InlineData("t_to_sigma", false)]
    [InlineData("lcm_t_to_sigma", true)]
    public void Timesteps_have_the_sigmas_of_the_reference(string table, bool lcm)
    {
        ModelSigmas model = lcm ? ModelSigmas.CreateLcm() : ModelSigmas.Default;
        foreach (JsonElement pair in File.GetProperty(table).EnumerateArray())
        {
            SamplingReference.WithinRelative(Tolerance, [(float)pair[1].GetDouble()], [model.SigmaAt((float)pair[0].GetDouble())]);
        }
    }

    /// <summary>A rounding of ln sigma (2e-7) is up to 5e-5 timesteps where the table's neighbours lie 0.0045 apart.</summary>
    [Fact]
    public void Sigmas_have_the_timesteps_of_the_reference()
    {
        foreach (JsonElement pair in File.GetProperty("sigma_to_t").EnumerateArray())
        {
            Assert.Equal(pair[1].GetDouble(), ModelSigmas.Default.TimestepAt((float)pair[0].GetDouble()), 1e-4);
        }

        JsonElement[] everyFiftieth = [.. File.GetProperty("sigma_to_t_of_every_50th_sigma").EnumerateArray()];
        for (int i = 0; i < everyFiftieth.Length; i++)
        {
            float sigma = ModelSigmas.Default.Sigmas[Math.Min(i * 50, 999)];
            Assert.Equal(everyFiftieth[i].GetDouble(), ModelSigmas.Default.TimestepAt(sigma), 1e-4);
        }
    }

    [Theory]
    [InlineData("sigma_to_t_quantize", false)]
    [InlineData("lcm_sigma_to_t", true)]
    public void Quantised_timesteps_are_exact(string table, bool lcm)
    {
        ModelSigmas model = lcm ? ModelSigmas.CreateLcm() : ModelSigmas.Create(nearest: true);
        foreach (JsonElement pair in File.GetProperty(table).EnumerateArray())
        {
            Assert.Equal(pair[1].GetDouble(), model.TimestepAt((float)pair[0].GetDouble()));
        }
    }
}
