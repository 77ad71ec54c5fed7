using System.Text.Json;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Tests.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Samplers;

public sealed class SamplerCatalogTests
{
    private static JsonElement File => Reference.Json("sampling/samplers.json");

    public static TheoryData<int, string> Resolutions => SamplingReference.Rows("samplers.json", "get_sampler_and_scheduler");

    [Fact]
    public void The_samplers_are_those_of_the_reference_in_order()
    {
        JsonElement[] expected = [.. File.GetProperty("samplers").EnumerateArray()];
        Assert.Equal(expected.Length, SamplerCatalog.All.Count);
        foreach ((JsonElement entry, Sampler sampler) in expected.Zip(SamplerCatalog.All))
        {
            JsonElement options = entry.GetProperty("options");
            Assert.Equal(entry.GetProperty("name").GetString(), sampler.Name);
            Assert.Equal(entry.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!), sampler.Aliases);
            Assert.Equal(SamplingReference.Text(options, "scheduler") ?? "automatic", sampler.DefaultScheduler.Name);
            Assert.Equal(SamplingReference.Flag(options, "second_order"), sampler.IsSecondOrder);
            Assert.Equal(SamplingReference.Flag(options, "uses_ensd"), sampler.UsesEnsd);
            Assert.Equal(SamplingReference.Flag(options, "brownian_noise"), sampler.UsesBrownianNoise);
            Assert.Equal(SamplingReference.Flag(options, "discard_next_to_last_sigma"), sampler.DiscardsNextToLastSigma);
            Assert.Equal(entry.GetProperty("second_order_total_steps_for_20").GetInt32(), sampler.TotalSteps(20));
        }
    }

    [Fact]
    public void The_schedulers_are_those_of_the_reference_in_order()
    {
        JsonElement[] expected = [.. File.GetProperty("schedulers").EnumerateArray()];
        Assert.Equal(expected.Length, SchedulerCatalog.All.Count);
        foreach ((JsonElement entry, Scheduler scheduler) in expected.Zip(SchedulerCatalog.All))
        {
            Assert.Equal(entry.GetProperty("name").GetString(), scheduler.Name);
            Assert.Equal(entry.GetProperty("label").GetString(), scheduler.Label);
            Assert.Equal(entry.GetProperty("default_rho").GetDouble(), scheduler.DefaultRho ?? -1);
            Assert.Equal(entry.GetProperty("need_inner_model").GetBoolean(), scheduler.NeedsModel);
            JsonElement aliases = entry.GetProperty("aliases");
            Assert.Equal(aliases.ValueKind == JsonValueKind.Null ? [] : aliases.EnumerateArray().Select(alias => alias.GetString()!), scheduler.Aliases);
        }
    }

    [Theory]
    [MemberData(nameof(Resolutions))]
    public void Names_resolve_as_in_the_reference(int index, string row)
    {
        string?[] names = [.. SamplingReference.Element("samplers.json", "get_sampler_and_scheduler", index).EnumerateArray().Select(name => name.GetString())];
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.Resolve(names[0], names[1]);
        (Sampler inJob, Scheduler schedulerInJob) = SamplerCatalog.Resolve(names[0], names[1], toAutomatic: false);
        Assert.True(
            names[2..].SequenceEqual([sampler.Name, scheduler.Label, inJob.Name, schedulerInJob.Label]),
            $"{row} became {sampler}, {scheduler}, {inJob}, {schedulerInJob}");
    }

    [Fact]
    public void Every_name_and_alias_is_found_whatever_the_case()
    {
        foreach (JsonProperty entry in File.GetProperty("samplers_map").EnumerateObject())
        {
            Assert.Equal(entry.Value.GetString(), SamplerCatalog.Find(entry.Name).Name);
            Assert.Equal(entry.Value.GetString(), SamplerCatalog.Find(entry.Name.ToUpperInvariant()).Name);
        }
    }

    [Theory]
    [InlineData("Eulr", "unknown sampler 'Eulr': did you mean 'Euler'?")]
    [InlineData("dpm++2m", "unknown sampler 'dpm++2m': did you mean 'DPM++ 2M'?")]
    [InlineData("", "unknown sampler '': did you mean 'LMS'?")]
    public void An_unknown_sampler_is_an_error_that_names_the_nearest(string name, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => SamplerCatalog.Find(name)).Message);

    [Fact]
    public void An_unknown_scheduler_is_an_error_that_names_the_nearest() =>
        Assert.Equal("unknown scheduler 'karas': did you mean 'Karras'?", Assert.Throws<ArgumentException>(() => SchedulerCatalog.Find("karas")).Message);

    [Theory]
    [InlineData("DPM++ 2M Karras", null, "DPM++ 2M", "Karras")]
    [InlineData("euler sgm uniform", null, "Euler", "SGM Uniform")]
    [InlineData("Euler a", "exponential", "Euler a", "Exponential")]
    [InlineData("k_euler", null, "Euler", "Automatic")]
    [InlineData("DDIM", null, "DDIM", "Automatic")]
    public void A_typed_name_may_carry_its_scheduler(string sampler, string? scheduler, string expectedSampler, string expectedScheduler)
    {
        (Sampler found, Scheduler foundScheduler) = SamplerCatalog.FindBoth(sampler, scheduler);
        Assert.Equal((expectedSampler, expectedScheduler), (found.Name, foundScheduler.Label));
    }

    [Fact]
    public void Two_different_schedulers_for_one_sampler_are_an_error() =>
        Assert.Throws<ArgumentException>(() => SamplerCatalog.FindBoth("DPM++ 2M Karras", "Exponential"));
}
