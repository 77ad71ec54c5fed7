using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
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

    private void Save(string file, byte shade)
    {
        string path = _folder.PathOf(file.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureWriter.SavePng(path, new Picture(64, 64, 3, [.. Enumerable.Repeat(shade, 64 * 64 * 3)]), (string?)null);
    }
}
