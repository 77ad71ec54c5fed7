using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Tests.Components.State;

/// <summary>What is set on a page becomes the request, and what is wrong is named by field.</summary>
public sealed class FormRequestTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_chosen_script_goes_along()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        var form = new StudioForm { Script = "prompt matrix" };
        new ScriptValues(form, ScriptTable.OfPage(isTxt2Img: true)[0]).Set(2, "negative");
        PromptMatrix matrix = Assert.IsType<PromptMatrix>(studio.Get<FormRequest>().Txt2Img(form).Script);
        Assert.True(matrix.OfNegativePrompt);

        form.Script = "loopback"; // there is none on this page
        Assert.Null(studio.Get<FormRequest>().Txt2Img(form).Script);
    }

    [Theory]
    [InlineData(0, "Steps", "4, five", "script-x-values")]
    [InlineData(3, "CFG Scale", "", "script-y-values")]
    [InlineData(6, "Schedule type", "Karras, Kerras", "script-z-values")]
    [InlineData(0, "Hires steps", "4", "script-x-values")]
    [InlineData(0, "Steps", "4, 5000", "script")]
    public async Task A_wrong_value_of_an_axis_is_told_beside_it(int place, string axis, string text, string field)
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        WebUIScript plot = ScriptTable.OfPage(isTxt2Img: true).Single(script => script.Name == ScriptTable.Xyz);
        var form = new StudioForm { Script = plot.Name };
        var values = new ScriptValues(form, plot);
        values.Set(0, "Nothing");
        values.Set(place, axis);
        values.Set(place + 1, text);
        StudioRequestException refusal = Assert.Throws<StudioRequestException>(() => studio.Get<FormRequest>().Txt2Img(form));
        Assert.Equal(field, refusal.Field);
        Assert.Equal(field, FieldControls.IdOf(refusal.Field, isTxt2Img: true));
    }

    [Fact]
    public async Task Chosen_values_of_an_axis_are_those_of_the_plot()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        WebUIScript plot = ScriptTable.OfPage(isTxt2Img: true).Single(script => script.Name == ScriptTable.Xyz);
        var form = new StudioForm { Script = plot.Name };
        var values = new ScriptValues(form, plot);
        values.Set(0, "Sampler");
        values.Set(2, ["Euler", "DDIM"]);
        XyzPlot read = Assert.IsType<XyzPlot>(studio.Get<FormRequest>().Txt2Img(form).Script);
        Assert.Equal(("Sampler", "Euler,DDIM", true), (read.X.Axis.Label, read.X.Values, read.X.Axis.OnlyTxt2Img));
    }

    [Fact]
    public async Task Hires_fix_has_its_own_sampler_schedule_checkpoint_and_styles()
    {
        _folder.AddCheckpoint("other.safetensors");
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        await studio.Styles.SaveAsync(new PromptStyle("watercolour", "watercolour, {prompt}", "grey"));
        var form = new StudioForm
        {
            Prompt = "a cat",
            Hires = true,
            HiresModel = "other.safetensors",
            HiresSampler = "Euler a",
            HiresScheduler = "Karras",
            HiresPrompt = "a fine cat",
            Styles = ["watercolour"],
        };
        Job job = await studio.Queue.SubmitAsync(studio.Get<FormRequest>().Txt2Img(form));
        HiresFix hires = (await studio.Queue.ReadRequestAsync(job.Id))!.Generation.Hires!;
        Assert.Equal(("Euler a", "Karras", "other.safetensors"), (hires.Sampler, hires.Scheduler, Path.GetFileName(hires.Checkpoint)));
        Assert.Equal(("watercolour, a fine cat", ""), (hires.Prompt, hires.NegativePrompt));

        form.HiresModel = "nothere";
        StudioRequestException refusal = await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(studio.Get<FormRequest>().Txt2Img(form)));
        Assert.Equal("hires-checkpoint", FieldControls.IdOf(refusal.Field, isTxt2Img: true));
    }

    [Fact]
    public async Task A_folder_is_a_batch_with_masks_by_name()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        foreach ((string file, byte shade) in new[] { ("in/b10.png", (byte)1), ("in/b9.png", (byte)2), ("in/sub/a.png", (byte)3), ("masks/b9.png", (byte)255), ("masks/a.png", (byte)255) })
        {
            Save(file, shade);
        }

        var form = new StudioForm { Tab = ImageTab.Batch, BatchFromFolder = true, BatchInput = "in", BatchMasks = _folder.PathOf("masks"), BatchOutput = "outputs/mine", MaskBlur = 7, Width = 64, Height = 64, Steps = 1 };
        StudioRequest request = studio.Get<FormRequest>().Img2Img(form);
        Assert.Equal(["b9", "a"], request.Sources.Select(source => source.Name));
        Assert.All(request.Sources, source => Assert.NotNull(source.Mask));
        Assert.Equal(7, request.Generation.Inpainting!.BlurX);
        Assert.Equal(["b10.png has no mask of its name and was left out."], request.Warnings);

        Job job = await studio.MakeAsync(request);
        Assert.Equal((JobState.Completed, 2), (job.State, job.Finished));
        Assert.Equal(request.Warnings, job.Warnings);
        Assert.Equal(["00000-b9.png", "00001-a.png"], Directory.GetFiles(_folder.PathOf("outputs", "mine")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Each_picture_of_a_batch_has_its_own_size_and_what_its_infotext_says()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        await studio.Styles.SaveAsync(new PromptStyle("framed", "old {prompt}, framed", "blurry"));
        Save("in/a.png", 1, width: 96, "a dog\nNegative prompt: bad\nSteps: 3, Sampler: Heun Karras, CFG scale: 5.5, Seed: 77, Model hash: 0123456789");
        Save("in/b.png", 2, width: 80);
        await File.WriteAllTextAsync(_folder.PathOf("in", "c.png"), "no picture", TestContext.Current.CancellationToken);
        var form = new StudioForm
        {
            Tab = ImageTab.Batch,
            BatchFromFolder = true,
            BatchInput = "in",
            ResizesBy = true,
            Scale = 1.5,
            PngInfo = [.. PngInfo.Parameters],
            Prompt = "a cat",
            Sampler = "Euler",
            Steps = 1,
            Seed = 4,
            Styles = ["framed"],
        };
        StudioRequest request = (await studio.Queue.ReadRequestAsync((await studio.Queue.SubmitAsync(studio.Get<FormRequest>().Img2Img(form))).Id))!;
        Assert.Equal(["a", "b"], request.Sources.Select(source => source.Name));
        Assert.Equal(
            new SourceSettings { Prompt = "old a cat a dog, framed", NegativePrompt = "bad, blurry", Seed = 77, CfgScale = 5.5, Sampler = "Heun", Scheduler = "Karras", Steps = 3, Width = 144, Height = 96 },
            request.Sources[0].Own);
        Assert.Equal(new SourceSettings { Width = 120, Height = 96 }, request.Sources[1].Own);
        Assert.Equal(3, request.Warnings.Count);
        Assert.Contains("c.png", request.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(["a: Model hash of the picture is '0123456789', which no checkpoint here has; yours is used.", "b: nothing says how it was made; yours is used."], request.Warnings.Skip(1));

        // The infotexts of another folder, under the same name.
        Save("infos/b.png", 3, infotext: "a bird\nSteps: 3, Sampler: Heun, Seed: 9");
        form.PngInfoFolder = _folder.PathOf("infos");
        form.PngInfo = ["Seed"];
        form.ResizesBy = false;
        request = studio.Get<FormRequest>().Img2Img(form);
        Assert.Equal([null, 9L], request.Sources.Select(source => source.Own?.Seed));

        form.PngInfoFolder = "nothere";
        StudioRequestException refusal = Assert.Throws<StudioRequestException>(() => studio.Get<FormRequest>().Img2Img(form));
        Assert.Equal("png-info-directory", FieldControls.IdOf(refusal.Field, isTxt2Img: false));
    }

    [Fact]
    public async Task A_batch_with_sizes_of_its_own_is_made_in_them()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Save("in/a.png", 1, width: 72);
        Save("in/b.png", 2, infotext: "a dog\nSteps: 1, Sampler: Euler, Seed: 77, CFG scale: 4");
        var form = new StudioForm { Tab = ImageTab.Batch, BatchFromFolder = true, BatchInput = "in", BatchOutput = "outputs/mine", ResizesBy = true, Scale = 1, PngInfo = ["Seed", "CFG scale"], Sampler = "Euler", Steps = 1, Seed = 4 };
        Job job = await studio.MakeAsync(studio.Get<FormRequest>().Img2Img(form));
        Assert.Equal((JobState.Completed, 2), (job.State, job.Finished));
        string[] infotexts = [.. Directory.GetFiles(_folder.PathOf("outputs", "mine"), "*.png").Order().Select(path => GenerationText.Read(PictureReader.Read(path)).Text!)];
        Assert.Contains("CFG scale: 7, Seed: 4, Size: 72x64", infotexts[0], StringComparison.Ordinal);
        Assert.Contains("CFG scale: 4.0, Seed: 77, Size: 64x64", infotexts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_any_size_is_read_picture_by_picture_and_made_as_it_was_when_it_was_sent()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Enumerable.Range(1, 5).ToList().ForEach(shade => Save($"in/{shade}.png", (byte)shade));
        var form = new StudioForm { Tab = ImageTab.Batch, BatchFromFolder = true, BatchInput = "in", Width = 64, Height = 64, Steps = 1 };
        List<(int, int)> told = [];
        StudioRequest request = studio.Get<FormRequest>().Img2Img(form, new Listener(told.Add));
        Assert.Equal(Enumerable.Range(0, 5).Select(done => (done, 5)), told);

        // No picture is in memory before its turn comes, and the folder is not needed any more.
        Assert.All(request.Sources, source => Assert.Null(source.Picture.InMemory));
        Directory.Delete(_folder.PathOf("in"), recursive: true);
        Assert.Equal([1, 2, 3, 4, 5], request.Sources.Select(source => (int)source.Picture.Read().Pixels[0]));
        Job job = await studio.MakeAsync(request);
        Assert.Equal((JobState.Completed, 5), (job.State, job.Finished));
    }

    [Theory]
    [InlineData("", "", "", false, "input-directory")]
    [InlineData("nothere", "", "", false, "input-directory")]
    [InlineData("empty", "", "", false, "input-directory")]
    [InlineData("damaged", "", "", false, "input-directory")]
    [InlineData("in", "", "nothere", false, "inpaint-batch-mask-directory")]
    [InlineData("in", "", "empty", false, "inpaint-batch-mask-directory")]
    [InlineData("in", "models/x", "", false, "output-directory")]
    [InlineData("in", "outputs/../models", "", false, "output-directory")]
    [InlineData("in", "/tmp", "", false, "output-directory")]
    [InlineData("/usr", "", "", true, "input-directory")]
    [InlineData("in/../../..", "", "", true, "input-directory")]
    [InlineData("in", "", "/usr", true, "inpaint-batch-mask-directory")]
    public async Task A_folder_that_cannot_be_used_is_told_beside_its_field(string input, string output, string masks, bool isReached, string field)
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));
        Directory.CreateDirectory(_folder.PathOf("damaged"));
        await File.WriteAllTextAsync(_folder.PathOf("damaged", "x.png"), "no picture", TestContext.Current.CancellationToken);
        Save("in/x.png", 9);
        StudioOptions options = isReached ? _folder.Options with { Host = "0.0.0.0", ApiKey = "a key" } : _folder.Options;
        await using RunningStudio studio = await RunningStudio.StartAsync(options);
        await studio.Queue.PauseAsync();
        var form = new StudioForm { Tab = ImageTab.Batch, BatchFromFolder = true, BatchInput = input, BatchMasks = masks, BatchOutput = output, Width = 64, Height = 64 };
        StudioRequestException refusal = await Assert.ThrowsAsync<StudioRequestException>(() => studio.Queue.SubmitAsync(studio.Get<FormRequest>().Img2Img(form)));
        Assert.Equal(field, FieldControls.IdOf(refusal.Field, isTxt2Img: false));
        Assert.Equal(0, (await studio.Queue.ListAsync(new JobQuery())).Total);
    }

    private sealed class Listener(Action<(int, int)> told) : IProgress<(int Done, int All)>
    {
        public void Report((int Done, int All) value) => told(value);
    }

    private void Save(string file, byte shade, int width = 64, string? infotext = null)
    {
        string path = _folder.PathOf(file.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureWriter.SavePng(path, new Picture(width, 64, 3, [.. Enumerable.Repeat(shade, width * 64 * 3)]), infotext);
    }
}
