using System.Globalization;
using System.Text.Json;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Tests.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Samplers;

public sealed class SamplingPlanTests
{
    public static TheoryData<int, string> ScheduleCases => SamplingReference.Rows("img2img_schedules.json", "cases");

    [Fact]
    public void Img2img_steps_are_those_of_the_reference()
    {
        foreach (JsonElement row in Reference.Json("sampling/img2img_steps.json").GetProperty("rows").EnumerateArray())
        {
            // A steps argument, given by hires passes, replaces the request's steps and fixes them.
            bool hires = row[3].ValueKind == JsonValueKind.Number;
            var steps = Img2ImgSteps.Of(hires ? row[3].GetInt32() : row[0].GetInt32(), row[1].GetDouble(), hires || row[2].GetBoolean());
            Assert.True((row[4].GetInt32(), row[5].GetInt32()) == (steps.ScheduleSteps, steps.Encoded), $"{row} became {steps}");
        }
    }

    [Fact]
    public void Timesteps_are_those_of_the_reference()
    {
        foreach (JsonProperty entry in Reference.Json("sampling/samplers.json").GetProperty("timesteps").EnumerateObject())
        {
            var plan = SamplingPlan.FromNoise(Request("DDIM", "Automatic", int.Parse(entry.Name, CultureInfo.InvariantCulture)));
            Assert.Equal(entry.Value.EnumerateArray().Select(timestep => timestep.GetInt32()), plan.Timesteps);
        }
    }

    [Theory]
    [MemberData(nameof(ScheduleCases))]
    public void Img2img_starts_like_the_reference(int index, string name)
    {
        JsonElement element = SamplingReference.Element("img2img_schedules.json", "cases", index), parameters = element.GetProperty("case");
        SamplingRequest request = Request(
            parameters.GetProperty("sampler").GetString()!, parameters.GetProperty("scheduler").GetString()!, parameters.GetProperty("steps").GetInt32());

        var plan = SamplingPlan.FromImage(
            request, parameters.GetProperty("denoising_strength").GetDouble(), parameters.GetProperty("img2img_fix_steps").GetBoolean());

        Assert.Equal(element.GetProperty("total_steps").GetInt32(), plan.TotalSteps);
        if (element.TryGetProperty("sigmas", out JsonElement sigmas))
        {
            SamplingReference.WithinRelative(3e-6, SamplingReference.Floats(sigmas), [.. plan.Sigmas]);
        }
        else if (element.TryGetProperty("timesteps", out JsonElement timesteps))
        {
            Assert.Equal(timesteps.EnumerateArray().Select(timestep => timestep.GetInt32()), plan.Timesteps);
        }
        else
        {
            SamplingReference.WithinRelative(
                3e-6, [(float)element.GetProperty("sigma_min").GetDouble(), (float)element.GetProperty("sigma_max").GetDouble()], [plan.Range.SigmaMin, plan.Range.SigmaMax]);
            Assert.Equal((int)SamplingReference.Number(element, "n", plan.Range.Evaluations), plan.Range.Evaluations);
        }

        var noised = new float[2];
        plan.StartInto(noised, [0.5f, -1.25f], [0.25f, 1.5f]);
        Close.Within(5e-5, SamplingReference.Floats(element.GetProperty("noised")), noised, name);
    }

    [Theory]
    [InlineData("Euler")]
    [InlineData("DDIM")]
    public void Strength_zero_with_fixed_steps_returns_the_latent(string sampler)
    {
        var plan = SamplingPlan.FromImage(Request(sampler, "Automatic", 20), strength: 0, fixedSteps: true);
        var x = new float[4];
        plan.StartInto(x, [1, 2, 3, 4], [9, 9, 9, 9]);
        plan.Run(x, new ToyDenoiser(timesteps: false), new ZeroNoise());
        Assert.Equal([1, 2, 3, 4], x);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_strength_outside_of_0_to_1_is_refused(double strength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplingPlan.FromImage(Request("Euler", "Automatic", 20), strength));

    [Fact]
    public void A_tiny_strength_with_fixed_steps_cannot_eat_the_memory() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplingPlan.FromImage(Request("Euler", "Automatic", 150), 1e-9, fixedSteps: true));

    [Fact]
    public void Timestep_samplers_refuse_more_steps_than_there_are_timesteps() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplingPlan.FromNoise(Request("DDIM", "Automatic", 1001)));

    [Fact]
    public void A_schedule_shorter_than_its_steps_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplingPlan.FromImage(Request("Euler", "DDIM", 2000), 0.1));

    [Fact]
    public void Unipc_refuses_fewer_steps_than_its_order()
    {
        var plan = SamplingPlan.FromImage(Request("UniPC", "Automatic", 10), 0.1);
        Assert.Throws<SamplingException>(() => plan.Run(new float[4], new ToyDenoiser(timesteps: true), new ZeroNoise()));
    }

    [Fact]
    public void A_cancelled_run_stops_before_the_next_model_call()
    {
        using var cancellation = new CancellationTokenSource();
        var denoiser = new ToyDenoiser(timesteps: false);
        var plan = SamplingPlan.FromNoise(Request("Euler", "Automatic", 20));
        Assert.Throws<OperationCanceledException>(() => plan.Run(
            [1, 2, 3, 4],
            denoiser,
            new ZeroNoise(),
            onStep: (in SamplerStep step) =>
            {
                if (step.Index == 4)
                {
                    cancellation.Cancel();
                }
            },
            cancellation: cancellation.Token));
        Assert.Equal(5, denoiser.Times.Count);
    }

    [Theory]
    [InlineData("DPM++ 2M SDE")]
    [InlineData("DPM++ 2M SDE Heun")]
    [InlineData("DPM++ 3M SDE")]
    public void A_single_step_returns_the_denoised_picture(string sampler)
    {
        var plan = SamplingPlan.FromNoise(Request(sampler, "Automatic", 1));
        float[] x = [1, 2, 3, 4], denoised = new float[4];
        new ToyDenoiser(timesteps: false).Denoise(x, plan.Sigmas[0], denoised);
        plan.Run(x, new ToyDenoiser(timesteps: false), new ZeroNoise());
        Assert.Equal(denoised, x);
    }

    [Fact]
    public void Dpm_adaptive_gives_up_on_a_model_without_numbers()
    {
        var plan = SamplingPlan.FromNoise(Request("DPM adaptive", "Automatic", 20));
        Assert.Throws<SamplingException>(() => plan.Run([float.NaN, 1, 2, 3], new ToyDenoiser(timesteps: false), new ZeroNoise()));
    }

    private static SamplingRequest Request(string sampler, string scheduler, int steps)
    {
        Sampler found = SamplerCatalog.Find(sampler);
        return new(found, SchedulerCatalog.Find(scheduler), steps, found.Kind == SamplerKind.Lcm ? ModelSigmas.CreateLcm() : ModelSigmas.Default);
    }
}
