using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Tests.Jobs;

public sealed class RequestAcceptanceTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, StudioRequest, string> Wrong => new()
    {
        { "steps", RunningStudio.With(request => request with { Steps = 0 }), "Steps is 0" },
        { "steps", RunningStudio.With(request => request with { Steps = 100 }), "50 at most" },
        { "width", RunningStudio.With(request => request with { Width = 7 }), "Width is 7" },
        { "width", RunningStudio.With(request => request with { Width = 512, Height = 512, BatchSize = 4 }), "pixels" },
        { "hr_scale", RunningStudio.With(request => request with { Width = 512, Height = 512, Hires = new HiresFix { Upscaler = "Latent" } }), "pixels" },
        { "init_images", RunningStudio.With(request => request with { InitPictures = [new Picture(1024, 1024, 1, new byte[1 << 20])] }), "pixels" },
        { "denoising_strength", RunningStudio.With(request => request with { DenoisingStrength = 1.5 }), "1.5" },
        { "sampler_name", RunningStudio.With(request => request with { Sampler = "Oiler" }), "Euler" },
        { "sd_model_checkpoint", RunningStudio.Small with { Checkpoint = "tony-sd1" }, "did you mean 'tiny-sd1.safetensors'" },
        { "refiner_checkpoint", RunningStudio.With(request => request with { Refiner = new Refiner("nothere") }), "nothere" },
        { "sd_vae", RunningStudio.Small with { Vae = "nothere.pt" }, "nothere.pt" },
        { "styles", RunningStudio.Small with { Styles = ["Watercolor"] }, "did you mean 'watercolour'" },
        { "prompt", RunningStudio.Small with { Wildcards = true }, "wildcards" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_carried_out_is_refused_by_field(string field, StudioRequest request, string words)
    {
        await using RunningStudio studio = await StartAsync();
        StudioRequestException refusal = await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(request));
        Assert.Equal(field, refusal.Field);
        Assert.Contains(words, refusal.Message);
        Assert.Equal(0, (await studio.Queue.ListAsync(new JobQuery())).Total);
    }

    [Fact]
    public async Task Acceptance_settles_what_a_request_leaves_open()
    {
        await using RunningStudio studio = await StartAsync();
        Job job = await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Seed = -1, Subseed = -1, Sampler = "DPM++ 2M Karras" }) with { Styles = ["watercolour"] });
        StudioRequest accepted = (await studio.Queue.ReadRequestAsync(job.Id))!;
        Assert.InRange(accepted.Generation.Seed, 0, GenerationRequest.RandomSeeds);
        Assert.InRange(accepted.Generation.Subseed, 0, GenerationRequest.RandomSeeds);
        Assert.Equal(("DPM++ 2M", "Karras"), (accepted.Generation.Sampler, accepted.Generation.Scheduler));
        Assert.Equal(("a cat, watercolour, soft", "a cat"), (accepted.Generation.Prompt, accepted.PromptWithoutStyles));
        Assert.StartsWith("tiny-sd1.safetensors", accepted.Checkpoint);
        Assert.Equal("None", accepted.Vae);
        Assert.Equal(new VaeRule("Automatic", true), accepted.Generation.VaeOfOthers);
    }

    [Fact]
    public async Task The_queue_has_a_limit()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { MaxQueue = 2 });
        await studio.Queue.PauseAsync();
        await studio.Queue.SubmitAsync(RunningStudio.Small);
        await studio.Queue.SubmitAsync(RunningStudio.Small);
        Assert.Contains("2 jobs are waiting", (await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(RunningStudio.Small))).Message);
    }

    private async Task<RunningStudio> StartAsync()
    {
        RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { MaxPixels = 1 << 19, MaxSteps = 50 });
        await studio.Queue.PauseAsync();
        await studio.Styles.SaveAsync(new PromptStyle("watercolour", "watercolour, soft", ""));
        return studio;
    }
}
