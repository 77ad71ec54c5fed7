using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>Every sampler with every schedule, strength and number of steps: finite latents, or a sentence that says why not.</summary>
public sealed class SamplerGridTests(OpenedModel model) : IClassFixture<OpenedModel>
{
    private static readonly Picture Photo = OpenedModel.Pattern(64, 64, 3);

    public static TheoryData<string> Samplers => [.. SamplerCatalog.All.Select(sampler => sampler.Name)];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Every_sampler_takes_one_step_and_the_least_and_the_greatest_strength(string sampler)
    {
        Try(OpenedModel.Small with { Sampler = sampler, Steps = 1 });
        Try(OpenedModel.Small with { Sampler = sampler, InitPictures = [Photo], DenoisingStrength = 0 });
        Try(OpenedModel.Small with { Sampler = sampler, InitPictures = [Photo], DenoisingStrength = 1, Settings = new GenerationSettings { Eta = 0.5 } });
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Samplers))]
    public void Every_sampler_takes_every_schedule_strength_and_number_of_steps(string sampler)
    {
        foreach (Scheduler scheduler in SchedulerCatalog.All)
        {
            foreach (int steps in (int[])[2, 5])
            {
                Try(OpenedModel.Small with { Sampler = sampler, Scheduler = scheduler.Label, Steps = steps });
                Try(OpenedModel.Small with { Sampler = sampler, Scheduler = scheduler.Label, Steps = steps, InitPictures = [Photo], DenoisingStrength = 0.4 });
            }
        }
    }

    /// <summary>webui fails as well where these samplers have too few steps; nothing else may be refused.</summary>
    private void Try(GenerationRequest request)
    {
        try
        {
            model.Run(request);
        }
        catch (SamplingException exception) when (request.Sampler is "DPM fast" or "UniPC")
        {
            Assert.Contains("steps", exception.Message, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{request.Sampler}, {request.Scheduler}, {request.Steps} steps, strength {request.DenoisingStrength}, eta {request.Settings.Eta}", exception);
        }
    }
}
