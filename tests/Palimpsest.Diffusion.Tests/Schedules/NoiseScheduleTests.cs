using System.Text.Json;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Tests.Schedules;

public sealed class NoiseScheduleTests
{
    /// <summary>Of the reference: "sigma tables and schedules: 3e-6 relative; Beta 1e-5".</summary>
    private const double Tolerance = 3e-6, BetaTolerance = 1e-5;

    public static TheoryData<int, string> SigmaCases => SamplingReference.Rows("sigmas.json", "cases");

    public static TheoryData<int, string> OverrideCases => SamplingReference.Rows("sigmas_alpha_override.json", "cases");

    [Theory]
    [MemberData(nameof(SigmaCases))]
    public void Sigmas_are_those_of_the_reference(int index, string name)
    {
        JsonElement element = SamplingReference.Element("sigmas.json", "cases", index), parameters = element.GetProperty("case");
        JsonElement options = SamplingReference.Options(parameters);
        Sampler sampler = SamplerCatalog.Find(parameters.GetProperty("sampler").GetString()!);
        Scheduler scheduler = SchedulerCatalog.Find(parameters.GetProperty("scheduler").GetString()!);
        ModelSigmas model = sampler.Kind == SamplerKind.Lcm
            ? ModelSigmas.CreateLcm()
            : ModelSigmas.Create(nearest: SamplingReference.Flag(options, "enable_quantization"));
        bool isSdxl = parameters.GetProperty("model").GetString()!.StartsWith("sdxl", StringComparison.Ordinal);

        float[] sigmas = sampler.Sigmas(scheduler, parameters.GetProperty("steps").GetInt32(), model, SamplingReference.ScheduleOptions(options, isSdxl));

        SamplingReference.WithinRelative(scheduler.Label == "Beta" ? BetaTolerance : Tolerance, SamplingReference.Floats(element.GetProperty("sigmas")), sigmas);
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(OverrideCases))]
    public void Changed_alphas_give_the_sigmas_of_the_reference(int index, string name)
    {
        JsonElement element = SamplingReference.Element("sigmas_alpha_override.json", "cases", index), parameters = element.GetProperty("case");
        JsonElement options = SamplingReference.Options(parameters);
        var model = ModelSigmas.Create(
            zeroTerminalSnr: SamplingReference.Text(options, "sd_noise_schedule") == "Zero Terminal SNR",
            halfPrecision: SamplingReference.Flag(options, "use_downcasted_alpha_bar"));
        if (element.TryGetProperty("alphas_cumprod", out JsonElement expected))
        {
            float[] alphas = [.. element.GetProperty("index").EnumerateArray().Select(i => model.AlphasCumprod[i.GetInt32()])];
            SamplingReference.WithinRelative(Tolerance, SamplingReference.Floats(expected), alphas);
            double sum = 0;
            foreach (float alpha in model.AlphasCumprod)
            {
                sum += alpha;
            }

            Assert.Equal(element.GetProperty("all").GetProperty("sum").GetDouble(), sum, 1e-4);
            return;
        }

        Scheduler scheduler = SchedulerCatalog.Find(parameters.GetProperty("scheduler").GetString()!);
        float[] sigmas = NoiseSchedule.Sigmas(scheduler, parameters.GetProperty("steps").GetInt32(), model, ScheduleOptions.Default);
        SamplingReference.WithinRelative(scheduler.Label == "Beta" ? BetaTolerance : Tolerance, SamplingReference.Floats(element.GetProperty("sigmas")), sigmas);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(NoiseSchedule.MaximumSteps + 1)]
    public void A_schedule_needs_a_sensible_number_of_steps(int steps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Sigmas(SchedulerCatalog.Karras, steps, ModelSigmas.Default, ScheduleOptions.Default));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_schedule_refuses_sigmas_that_are_not_positive_numbers(double sigma) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => NoiseSchedule.Sigmas(SchedulerCatalog.Karras, 5, ModelSigmas.Default, new ScheduleOptions { SigmaMax = sigma }));
}
