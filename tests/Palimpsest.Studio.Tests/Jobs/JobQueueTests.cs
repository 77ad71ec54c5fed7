using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;
using Palimpsest.Studio.WebUIApi.Progress;

namespace Palimpsest.Studio.Tests.Jobs;

public sealed class JobQueueTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_makes_its_pictures_with_infotext_and_tells_of_each_step()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { BatchCount = 2 }));
        Assert.Equal((JobState.Completed, 2, 2), (job.State, job.Asked, job.Finished));
        IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(job.Id);
        Assert.Equal([7L, 8L], pictures.Select(picture => picture.Seed));
        Assert.All(pictures, picture => Assert.StartsWith(_folder.PathOf("outputs", "txt2img-images"), picture.Path));
        Assert.All(pictures, picture => Assert.Equal(picture.Infotext, GenerationText.Read(PictureReader.Read(picture.Path)).Text));
        IReadOnlyList<JobEvent> events = await studio.Queue.EventsAsync(0, job.Id);
        Assert.Equal([JobEventKind.Accepted, JobEventKind.Started, JobEventKind.Picture, JobEventKind.Picture, JobEventKind.Completed], events.Select(entry => entry.Kind));
        Assert.Equal(events.Select(entry => entry.Sequence).Order(), events.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_job_gives_the_librarys_bytes()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.Small);
        GalleryPicture made = Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
        GeneratedPicture library = Library(RunningStudio.Small.Generation);
        Assert.Equal(library.Picture.Pixels, PictureReader.Read(made.Path).Samples);
        Assert.Equal(library.Infotext, made.Infotext);
    }

    [Fact]
    public async Task A_retry_with_the_same_key_is_the_same_job_and_another_request_is_refused()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        Job first = await studio.Queue.SubmitAsync(RunningStudio.Small, "key"), again = await studio.Queue.SubmitAsync(RunningStudio.Small, "key");
        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, (await studio.Queue.SubmitAsync(RunningStudio.Small, "other")).Id);
        await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Steps = 3 }), "key"));
        Assert.Equal(2, (await studio.Queue.ListAsync(new JobQuery())).Total);
    }

    [Fact]
    public async Task Retries_at_once_make_one_job()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        Job[] jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => studio.Queue.SubmitAsync(RunningStudio.Small, "key")));
        Assert.Single(jobs.Select(job => job.Id).Distinct());
    }

    [Fact]
    public async Task Waiting_jobs_can_be_moved_and_cancelled_and_run_in_their_order()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        List<Guid> ids = [];
        for (int i = 0; i < 4; i++)
        {
            ids.Add((await studio.Queue.SubmitAsync(RunningStudio.Small)).Id);
        }

        await studio.Queue.MoveAsync(ids[3], ids[0]);
        await studio.Queue.MoveAsync(ids[0], null);
        Assert.True(await studio.Queue.CancelAsync(ids[1]));
        Assert.False(await studio.Queue.CancelAsync(ids[1]));
        Guid[] order = [ids[3], ids[2], ids[0]];
        Assert.Equal(order, (await studio.Queue.ListAsync(new JobQuery { States = [JobState.Queued] })).Jobs.Select(job => job.Id));
        await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.MoveAsync(ids[1], null));
        await studio.Queue.ResumeAsync();
        foreach (Guid id in order)
        {
            Assert.Equal(JobState.Completed, (await studio.Queue.WaitAsync(id)).State);
        }

        IEnumerable<Guid?> started = (await studio.Queue.EventsAsync(0)).Where(entry => entry.Kind == JobEventKind.Started).Select(entry => entry.JobId);
        Assert.Equal(order.Select(id => (Guid?)id), started);
        Assert.Equal(JobState.Cancelled, (await studio.Queue.FindAsync(ids[1]))!.State);
    }

    [Fact]
    public async Task Many_moves_into_one_gap_keep_the_order()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        List<Guid> ids = [];
        for (int i = 0; i < 3; i++)
        {
            ids.Add((await studio.Queue.SubmitAsync(RunningStudio.Small)).Id);
        }

        for (int i = 0; i < 60; i++)
        {
            await studio.Queue.MoveAsync(ids[i % 2 == 0 ? 0 : 1], ids[2]);
        }

        Assert.Equal([ids[0], ids[1], ids[2]], (await studio.Queue.ListAsync(new JobQuery())).Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task A_running_job_can_be_cancelled_and_keeps_what_is_finished()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { BatchCount = 1000 }));
        await studio.UntilAsync(async () => (await studio.Queue.FindAsync(job.Id))!.Finished > 0);
        Assert.Equal(1, await studio.Queue.CancelAllAsync());
        Job ended = await studio.Queue.WaitAsync(job.Id);
        Assert.Equal(JobState.Cancelled, ended.State);
        Assert.Equal(ended.Finished, (await studio.Gallery.OfJobAsync(job.Id)).Count);
        Assert.Null(studio.Queue.Progress);
    }

    [Fact]
    public async Task Skipped_and_interrupted_batches_are_shown_but_not_saved()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        studio.Queue.ProgressChanged += progress =>
        {
            if (progress is { SamplingStep: 2, IsEnding: false })
            {
                (progress.Batch == 0 ? studio.Queue.SkipBatch : (Action)studio.Queue.Interrupt)();
            }
        };
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { BatchCount = 1000, Steps = 20 }));
        Assert.Equal(JobState.Cancelled, job.State);
        IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(job.Id);
        Assert.Equal([(0, true, false), (1, true, false)], pictures.Select(picture => (picture.Index, picture.IsIncomplete, picture.IsListed)));
        Assert.Empty((await studio.Gallery.SearchAsync(new GalleryQuery())).Pictures);
    }

    [Fact]
    public async Task Progress_shows_the_step_and_a_preview_from_the_first_step_on()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        List<JobProgress> told = [];
        studio.Queue.ProgressChanged += progress => told.AddRange(progress is null ? [] : [progress]);
        await studio.MakeAsync(RunningStudio.With(request => request with { Steps = 3 }));
        Assert.Equal([1, 2, 3], told.Where(progress => progress.Preview is not null).Select(progress => progress.SamplingStep).Distinct());
        JobProgress last = told[^1];
        Assert.Equal((3.0, 3, 1.0), (last.Steps, last.TotalSteps, last.Part));
        DecodedPicture preview = PictureReader.Read(last.Preview!.File, "preview");
        Assert.Equal((8, 8), (preview.Width, preview.Height));
    }

    [Fact]
    public async Task The_first_job_with_a_model_shows_how_far_its_weights_are_packed()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        List<JobProgress> told = [];
        studio.Queue.ProgressChanged += progress => told.AddRange(progress is null ? [] : [progress]);
        await studio.MakeAsync(RunningStudio.Small);
        Assert.Equal(Stages.Opening, told[0].Stage);
        JobProgress packing = told.First(progress => progress.Stage == Stages.Packing);
        Assert.Equal((0.0, 0.0), (packing.StagePart, packing.Part));
        Assert.Contains(told, progress => progress.Stage == Stages.Sampling && progress.StagePart is null);

        told.Clear();
        await studio.MakeAsync(RunningStudio.With(request => request with { Seed = 8 }));
        Assert.DoesNotContain(told, progress => progress.Stage == Stages.Packing);
    }

    [Fact]
    public void A_stage_is_told_in_words_with_what_is_done_and_left()
    {
        var progress = new JobProgress { JobId = Guid.Empty, Stage = Stages.Packing, StagePart = 0.456, StageRemaining = TimeSpan.FromSeconds(2.5), StartedAt = default };
        Assert.Equal("Packing the weights, 45 %", progress.StageText);
        Assert.Equal("Packing the weights, 45 %, about 3 s", ProgressView.Text(progress));
        Assert.Equal("Packing the weights", ProgressView.Text(progress with { StagePart = 0, StageRemaining = null }));
        Assert.Null(ProgressView.Text(progress with { Stage = Stages.Sampling, StagePart = null, StageRemaining = null }));
    }

    [Fact]
    public async Task A_server_that_ends_leaves_its_job_to_the_next_one_which_makes_the_rest()
    {
        StudioRequest request = RunningStudio.With(generation => generation with { BatchCount = 6 }) with { Grid = new GridSettings(-1, false) };
        Job job, waiting;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            job = await studio.Queue.SubmitAsync(request);
            waiting = await studio.Queue.SubmitAsync(RunningStudio.Small);
            await studio.UntilAsync(async () => (await studio.Queue.FindAsync(job.Id))!.Finished >= 2);
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.Equal(JobState.Completed, (await next.Queue.WaitAsync(job.Id)).State);
        Assert.Equal(JobState.Completed, (await next.Queue.WaitAsync(waiting.Id)).State);
        IReadOnlyList<JobEvent> events = await next.Queue.EventsAsync(0, job.Id);
        Assert.Contains(JobEventKind.Recovered, events.Select(entry => entry.Kind));
        Assert.Equal(7, events.Count(entry => entry.Kind == JobEventKind.Picture));
        IReadOnlyList<GalleryPicture> pictures = await next.Gallery.OfJobAsync(job.Id);
        Job whole = await next.MakeAsync(request);
        Assert.Equal(await HashesAsync(next, whole.Id), await HashesAsync(next, job.Id));
        Assert.Equal(7, pictures.Count);
    }

    /// <summary>Of nine tiles, of four sides, and of tiles at the sides.</summary>
    public static TheoryData<string> Combining() => ["SD upscale", "Outpainting mk2", "Poor man's outpainting"];

    [Theory]
    [MemberData(nameof(Combining))]
    public async Task A_combination_that_a_servers_end_interrupted_goes_on_behind_its_last_finished_part(string title)
    {
        IScript[] scripts =
        [
            new SdUpscale { Upscaler = "Lanczos", ScaleFactor = 2, TileOverlap = 16 },
            new OutpaintingMk2 { Pixels = 64, MaskBlur = 4 },
            new PoorMansOutpainting { Pixels = 32, MaskBlur = 4 },
        ];
        StudioRequest plain = RunningStudio.With(generation => generation with { InitPictures = [Pattern(3)], Steps = 20, DenoisingStrength = 1.0 });
        StudioRequest request = plain with { Script = scripts.Single(script => script.Title == title) };
        Job job;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            studio.Queue.ProgressChanged += progress => _ = progress?.Steps > 40 && two.TrySetResult();
            job = await studio.Queue.SubmitAsync(request);
            await two.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        int kept = Directory.EnumerateFiles(_folder.PathOf("palimpsest", "parts", job.Id.ToString("n"))).Count();
        List<double> steps = [];
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options, progress => steps.AddRange(progress?.TotalSteps > 0 ? [progress.Steps] : []));
        Assert.Equal(JobState.Completed, (await next.Queue.WaitAsync(job.Id)).State);
        Assert.True(kept >= 2, $"{kept} parts were kept.");
        Assert.InRange(steps[0], kept * 19, (kept + 1) * 20); // webui makes 19 or 20 of 20 steps
        Job whole = await next.MakeAsync(request);
        Assert.Equal(await HashesAsync(next, whole.Id), await HashesAsync(next, job.Id));

        // Of the whole one too, once the next job has begun.
        await next.MakeAsync(RunningStudio.Small);
        Assert.Empty(Directory.EnumerateDirectories(_folder.PathOf("palimpsest", "parts")));
    }

    [Fact]
    public async Task A_pause_outlives_the_server()
    {
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.Queue.PauseAsync();
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.True(next.Queue.IsPaused);
    }

    [Fact]
    public async Task A_script_runs_and_its_grid_comes_first()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { Prompt = "a cat|red" }) with { Script = new PromptMatrix() });
        Assert.Equal((JobState.Completed, (int?)null, 2), (job.State, job.Asked, job.Finished));
        Assert.Equal(
            [GalleryPictureKind.Grid, GalleryPictureKind.Picture, GalleryPictureKind.Picture], (await studio.Gallery.OfJobAsync(job.Id)).Select(picture => picture.Kind));
    }

    [Fact]
    public async Task A_cell_of_a_plot_that_cannot_be_made_is_told_of_once_and_the_others_are_there()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        var plot = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find("Checkpoint name", txt2Img: true), "tiny-sd1, nothere") };
        Job job = await studio.MakeAsync(RunningStudio.Small with { Script = plot });
        Assert.Equal(JobState.Completed, job.State);
        Assert.Equal("X/Y/Z plot: the picture in column 2, row 1, grid 1 was not made: There is no checkpoint 'nothere'; check the name.", Assert.Single(job.Warnings));
        Assert.Equal([GalleryPictureKind.Grid, GalleryPictureKind.Picture], (await studio.Gallery.OfJobAsync(job.Id)).Select(picture => picture.Kind));
    }

    [Fact]
    public async Task Each_source_of_a_batch_becomes_a_picture_and_masks_come_along()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        var mask = new Picture(64, 64, 1, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 64 < 32 ? 255 : 0))]);
        SourcePicture[] sources = [new("first", Pattern(1)), new("second", Pattern(2), mask)];
        StudioRequest request = RunningStudio.With(generation => generation with { Settings = generation.Settings with { ReturnMask = true } }) with { Sources = sources };
        Job job = await studio.MakeAsync(request);
        Assert.Equal(("img2img", JobState.Completed, 2), (job.Kind, job.State, job.Finished));
        IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(job.Id);
        Assert.Equal([(GalleryPictureKind.Picture, true), (GalleryPictureKind.Picture, true), (GalleryPictureKind.Mask, false)], pictures.Select(picture => (picture.Kind, picture.IsListed)));
        StudioRequest read = (await studio.Queue.ReadRequestAsync(job.Id))!;
        Assert.Equal(sources.Select(source => source.Picture.Read().Pixels), read.Sources.Select(source => source.Picture.Read().Pixels));
    }

    [Fact]
    public async Task Pictures_of_refused_requests_are_deleted_and_no_jobs()
    {
        Job inMemory;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.Queue.PauseAsync();
            GivenPictures given = studio.Get<GivenPictures>();
            StudioRequest wrong = RunningStudio.With(request => request with { Steps = 0 });
            using (given.Send())
            {
                // Another sends the first one's pictures too, and is still at it when they are refused.
                using (given.Send())
                {
                    await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(wrong with { Sources = Sources(given) }));
                }

                Assert.Equal(3, Given().Count());
                await studio.Queue.SubmitAsync(RunningStudio.Small with { Sources = Sources(given)[..1] });
            }

            // The second's only picture is gone; what a job has stays, though it is refused again.
            Assert.Equal(2, Given().Count());
            await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(wrong with { Sources = Sources(given) }));
            inMemory = await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { InitPictures = [Pattern(3)] }));
            Assert.Equal(3, Given().Count());

            // The process ends before it is known what becomes of it.
            given.Refer(Pattern(4));
            Assert.Equal(4, Given().Count());
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.Equal(3, Given().Count());
        await next.Queue.ResumeAsync();
        await next.Queue.WaitAsync(inMemory.Id, TestContext.Current.CancellationToken);
        Assert.All((await next.Queue.ListAsync(new JobQuery())).Jobs, job => Assert.Equal(JobState.Completed, job.State));

        SourcePicture[] Sources(GivenPictures given) => [new("first", given.Refer(Pattern(1)), given.Refer(new Picture(64, 64, 1, new byte[64 * 64]))), new("second", given.Refer(Pattern(2)))];

        IEnumerable<string> Given() => Directory.EnumerateFiles(_folder.PathOf("palimpsest", "given"), "*.png", SearchOption.AllDirectories);
    }

    [Fact]
    public async Task Pictures_that_are_not_to_be_saved_stay_out_of_the_outputs_and_the_gallery()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.Small with { SavePictures = false });
        GalleryPicture picture = Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
        Assert.True(File.Exists(picture.Path));
        Assert.False(Directory.Exists(_folder.PathOf("outputs")));
        Assert.Equal(0, (await studio.Gallery.SearchAsync(new GalleryQuery())).Total);
    }

    [Fact]
    public async Task Stages_are_saved_beside_the_picture_as_the_settings_ask()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Settings.SetAsync(
            new JsonObject
            {
                ["save_images_before_highres_fix"] = true,
                ["save_images_before_color_correction"] = true,
                ["img2img_color_correction"] = true,
                ["save_mask"] = true,
                ["save_mask_composite"] = true,
                ["samples_filename_pattern"] = "x",
                ["save_to_dirs"] = false,
            },
            TestContext.Current.CancellationToken);
        async Task<IEnumerable<string?>> FilesAsync(string folder, Func<GenerationRequest, GenerationRequest> change)
        {
            StudioRequest request = RunningStudio.With(change);
            Job job = await studio.MakeAsync(request with { Generation = request.Generation with { Settings = studio.Settings.Generation } });
            Assert.Equal((JobState.Completed, 1), (job.State, job.Finished));
            Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
            return Directory.GetFiles(_folder.PathOf("outputs", folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        }

        Assert.Equal(
            ["00000-x-before-highres-fix.png", "00000-x.png"],
            await FilesAsync("txt2img-images", request => request with { DenoisingStrength = 0.7, Hires = new HiresFix { Scale = 2 } }));
        var picture = new Picture(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)i)]);
        var mask = new Picture(64, 64, 1, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i < 2048 ? 255 : 0))]);
        Assert.Equal(
            ["00000-x-before-color-correction.png", "00000-x-mask-composite.png", "00000-x-mask.png", "00000-x.png"],
            await FilesAsync("img2img-images", request => request with { InitPictures = [picture], Inpainting = new Inpainting { Mask = mask } }));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_stored_fails_its_job_and_pauses_the_queue()
    {
        // A file where the folder should be.
        Directory.CreateDirectory(_folder.PathOf("outputs"));
        await File.WriteAllTextAsync(_folder.PathOf("outputs", "txt2img-images"), "");
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.Queue.SubmitAsync(RunningStudio.Small), next = await studio.Queue.SubmitAsync(RunningStudio.Small);
        Job ended = await studio.Queue.WaitAsync(job.Id);
        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains("cannot be stored", ended.Error);
        await studio.UntilAsync(() => Task.FromResult(studio.Queue.IsPaused));
        Assert.Equal(JobState.Queued, (await studio.Queue.FindAsync(next.Id))!.State);
        File.Delete(_folder.PathOf("outputs", "txt2img-images"));
        await studio.Queue.ResumeAsync();
        Assert.Equal(JobState.Completed, (await studio.Queue.WaitAsync(next.Id)).State);
    }

    [Fact]
    public async Task A_job_that_fails_says_why_and_the_next_one_runs()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job failed = await studio.MakeAsync(RunningStudio.With(request => request with { Prompt = "(a cat:1.2.3)" }));
        Assert.Equal(JobState.Failed, failed.State);
        Assert.NotEmpty(failed.Error!);
        Assert.Equal(JobState.Completed, (await studio.MakeAsync(RunningStudio.Small)).State);
    }

    [Fact]
    public async Task Jobs_are_found_by_the_words_of_their_prompt()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Prompt = "A Red Flower" }));
        await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Prompt = "a blue flower" }) with { Tag = "mine" });
        Assert.Equal(2, (await studio.Queue.ListAsync(new JobQuery { Text = "flower" })).Total);
        Assert.Equal("A Red Flower", Assert.Single((await studio.Queue.ListAsync(new JobQuery { Text = "flower red" })).Jobs).Prompt);
        Assert.Equal("a blue flower", Assert.Single((await studio.Queue.ListAsync(new JobQuery { Tag = "mine" })).Jobs).Prompt);
    }

    [Fact]
    public async Task A_listener_that_comes_back_goes_on_behind_what_it_saw()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.Small);
        List<JobEvent> heard = [];
        await foreach (JobEvent entry in studio.Queue.SubscribeAsync(0, job.Id, TestContext.Current.CancellationToken))
        {
            heard.Add(entry);
            if (heard.Count == 2)
            {
                break;
            }
        }

        await foreach (JobEvent entry in studio.Queue.SubscribeAsync(heard[^1].Sequence, job.Id, TestContext.Current.CancellationToken))
        {
            heard.Add(entry);
            if (entry.Kind == JobEventKind.Completed)
            {
                break;
            }
        }

        Assert.Equal(await studio.Queue.EventsAsync(0, job.Id), heard);
    }

    private static Picture Pattern(int seed)
    {
        var pixels = new byte[64 * 64 * 3];
        new Random(seed).NextBytes(pixels);
        return new Picture(64, 64, 3, pixels);
    }

    private static async Task<IReadOnlyList<string>> HashesAsync(RunningStudio studio, Guid job) =>
        [.. (await studio.Gallery.OfJobAsync(job)).Select(picture => $"{picture.Kind} {picture.Index} {picture.Infotext} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(picture.Path)))}")];

    private GeneratedPicture Library(GenerationRequest request)
    {
        using StableDiffusionModel model = StableDiffusionModel.Open(_folder.PathOf("models", "Stable-diffusion", "tiny-sd1.safetensors"));
        model.Hash(Checkpoints.HashCache.ForUser());
        using var device = new Compute.CpuDevice();
        using var generator = new ImageGenerator(model, device);
        var observer = new LastPicture();
        generator.Run(request, observer);
        return observer.Picture!;
    }

    private sealed class LastPicture : IGenerationObserver
    {
        public GeneratedPicture? Picture { get; private set; }

        public void Stage(string name)
        {
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture) => Picture = picture;
    }
}
