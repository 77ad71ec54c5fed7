using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_are_kept_and_go_into_requests()
    {
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.Settings.SetAsync(new JsonObject { ["CLIP_stop_at_last_layers"] = 2, ["eta_ancestral"] = 0.5, ["a_page_setting"] = new JsonArray("x") });
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.Equal((2, "0.5"), (next.Settings.Generation.ClipSkip, next.Settings.Generation.EtaAncestral.ToString()));
        Assert.Equal("x", (string?)next.Settings.Find("a_page_setting")?[0]);
        GenerationSettings once = next.Settings.Override(next.Settings.Generation, new JsonObject { ["CLIP_stop_at_last_layers"] = 3, ["no_setting_of_pictures"] = 1 });
        Assert.Equal((3, 2), (once.ClipSkip, next.Settings.Generation.ClipSkip));
        await next.Settings.SetAsync(new JsonObject { ["CLIP_stop_at_last_layers"] = null });
        Assert.Equal(1, next.Settings.Generation.ClipSkip);
    }

    [Theory]
    [InlineData("CLIP_stop_at_last_layers", "\"two\"")]
    [InlineData("CLIP_stop_at_last_layers", "99")]
    [InlineData("overlay_inpaint", "\"perhaps\"")]
    [InlineData("outdir_img2img_samples", "\"/etc\"")]
    [InlineData("outdir_img2img_samples", "\"../outside\"")]
    [InlineData("target_side_length", "0")]
    [InlineData("img_downscale_threshold", "\"much\"")]
    public async Task A_wrong_value_is_refused_and_nothing_is_set(string name, string value)
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        StudioRequestException refusal = await Assert.ThrowsAsync<StudioRequestException>(
            () => studio.Settings.SetAsync(new JsonObject { ["eta_ddim"] = 0.5, [name] = JsonNode.Parse(value) }));
        Assert.Equal(name, refusal.Field);
        Assert.Empty(studio.Settings.Values);
        Assert.False(File.Exists(_folder.PathOf("palimpsest", "settings.json")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"eta_ddim": 0.1, "eta_ddim": 0.2}""")]
    [InlineData("""{"sd_vae": "\ud800"}""")]
    public async Task Damaged_settings_stop_the_start(string damaged)
    {
        Directory.CreateDirectory(_folder.PathOf("palimpsest"));
        await File.WriteAllTextAsync(_folder.PathOf("palimpsest", "settings.json"), damaged);
        Assert.Contains("settings.json", (await Assert.ThrowsAsync<StudioStartException>(() => RunningStudio.StartAsync(_folder.Options))).Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"eta_ddim": 0.1, "eta_ddim": 0.2}""")]
    [InlineData("""{"sd_vae": "\ud800"}""")]
    public async Task Damaged_settings_of_webui_count_as_none(string damaged)
    {
        await File.WriteAllTextAsync(_folder.PathOf("config.json"), damaged);
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Assert.Empty(studio.Settings.Values);
    }

    [Fact]
    public async Task What_was_set_in_webui_holds_until_something_is_set_here()
    {
        _folder.AddCheckpoint("aaa.safetensors");
        string config = _folder.PathOf("config.json");
        await File.WriteAllTextAsync(config, """
            {"sd_model_checkpoint": "tiny-sd1.safetensors [0123456789]", "CLIP_stop_at_last_layers": 2, "samples_format": "jpg", "sd_lora": null, "eta_ancestral": "much",
             "outdir_img2img_samples": "/elsewhere/img2img", "outdir_txt2img_samples": "outputs/mine", "extension_option": true, "server_secret": "x"}
            """);
        byte[] before = await File.ReadAllBytesAsync(config);
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            Assert.Equal("tiny-sd1.safetensors", studio.Shelf.Current.FileName);
            Assert.Equal((2, new GenerationSettings().EtaAncestral), (studio.Settings.Generation.ClipSkip, studio.Settings.Generation.EtaAncestral));
            Assert.Equal(["CLIP_stop_at_last_layers", "outdir_txt2img_samples", "samples_format", "sd_model_checkpoint"], studio.Settings.Values.Select(value => value.Key).Order(StringComparer.Ordinal));
            await studio.Settings.SetAsync(new JsonObject { ["CLIP_stop_at_last_layers"] = null });
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(config));
        await File.WriteAllTextAsync(config, "damaged");
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.Equal((1, "jpg"), (next.Settings.Generation.ClipSkip, (string?)next.Settings.Find("samples_format")));
    }

    [Fact]
    public async Task Files_are_named_as_the_settings_say()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Settings.SetAsync(new JsonObject
        {
            ["save_to_dirs"] = false,
            ["samples_filename_pattern"] = "[prompt_words]-[steps]",
            ["save_images_add_number"] = false,
            ["samples_format"] = "jpg",
            ["outdir_txt2img_samples"] = "outputs/mine",
        });
        Job job = await studio.MakeAsync(RunningStudio.Small);
        Assert.Equal(_folder.PathOf("outputs", "mine", "a cat-2.jpg"), Assert.Single(await studio.Gallery.OfJobAsync(job.Id)).Path);
    }

    /// <summary>webui.md 9.2: on where nothing says otherwise, and with the picture into the bin.</summary>
    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"target_side_length": 64.0}""", "64 x 32")]
    [InlineData("""{"img_downscale_threshold": 0}""", "128 x 64")]
    [InlineData("""{"img_downscale_threshold": 0, "export_for_4chan": false}""", null)]
    public async Task A_large_picture_is_also_written_as_jpeg_as_the_settings_say(string settings, string? size)
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Settings.SetAsync(JsonNode.Parse(settings)!.AsObject());
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { Width = 128, Steps = 1 }));
        GalleryPicture picture = Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
        string copy = Path.ChangeExtension(picture.Path, ".jpg");
        DecodedPicture? read = File.Exists(copy) ? PictureReader.Read(copy) : null;
        Assert.Equal(size, read is null ? null : $"{read.Width} x {read.Height}");
        Assert.Equal(read is null ? null : picture.Infotext, read is null ? null : GenerationText.Read(read).Text);

        // A file that came later is not the picture's.
        await File.WriteAllTextAsync(read is null ? copy : Path.ChangeExtension(picture.Path, ".txt"), "another's", TestContext.Current.CancellationToken);
        await studio.Gallery.MoveToBinAsync([picture.Id]);
        Assert.Equal("another's", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(copy)!)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Styles_are_saved_as_webui_saves_them_and_comments_stay()
    {
        await File.WriteAllTextAsync(_folder.PathOf("styles.csv"), "name,prompt,negative_prompt\n#mine,--------,\nold,\"a, b\",c\n");
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        var style = new PromptStyle("new, one", "{prompt}, \"quoted\"\nline", "");
        await studio.Styles.SaveAsync(style);
        Assert.Equal([new PromptStyle("old", "a, b", "c"), style], studio.Styles.All);
        Assert.Equal("\uFEFFname,prompt,negative_prompt\n#mine,--------,\nold,\"a, b\",c\n\"new, one\",\"{prompt}, \"\"quoted\"\"\nline\",\n", await ReadAsync("styles.csv"));
        Assert.StartsWith("name,prompt", await ReadAsync("styles.csv.bak"));
        Assert.True(await studio.Styles.DeleteAsync("old"));
        Assert.False(await studio.Styles.DeleteAsync("old"));
        Assert.Equal(style, Assert.Single(studio.Styles.All));

        async Task<string> ReadAsync(string name) => System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_folder.PathOf(name)));
    }
}
