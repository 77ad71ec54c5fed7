using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The guide, walked as a person walks it: the help page's steps.</summary>
[Collection(StudioTests.Name)]
public sealed class GuideTests(Studio studio)
{
    private static readonly string Portrait = Path.Combine(Samples, "portrait.jpg");

    private static string Samples => Path.Combine(Root(AppContext.BaseDirectory), "samples");

    [Fact]
    public async Task A_photo_becomes_a_picture_and_that_one_the_next()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await Visitor.DropAsync(page, Portrait, "image/jpeg");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("portrait.jpg");
        await page.Locator("#prompt").FillAsync("watercolor, light smile, Sakura background");
        await Visitor.SetAsync(page, "Denoising strength", "0.65");
        await Visitor.SetAsync(page, "CFG scale", "11");
        await Visitor.SetAsync(page, "Width", "128");
        await Visitor.SetAsync(page, "Height", "128");

        // Long enough to be looked at on a fast processor.
        await Visitor.SetAsync(page, "Sampling steps", "150");
        await Visitor.SetAsync(page, "Batch count", "6");
        await page.Locator("#prompt").PressAsync("Control+Enter");
        await Visitor.WatchAsync(page);
        string first = await Visitor.ResultAsync(page);
        await Visitor.SetAsync(page, "Sampling steps", "20");
        await Visitor.SetAsync(page, "Batch count", "1");

        string second = await IterateAsync(page), third = await IterateAsync(page);
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());

        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync());
        DecodedPicture saved = PictureReader.Read((await download.PathAsync())!);
        Assert.Equal((128, 128), (saved.Width, saved.Height));
        Assert.Contains("watercolor, light smile, Sakura background", GenerationText.Read(saved).Text);

        // Its lineage is told in the gallery: photo's picture, the next one, this one.
        await page.GotoAsync("/gallery/" + third.Split('/')[^1]);
        await Assertions.Expect(page.GetByAltText("Came from: watercolor, light smile, Sakura background")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_reload_and_a_second_tab_show_the_running_job_and_its_result()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await BeginLongJobAsync(page, "a prompt that must outlive the reload");
        await page.ReloadAsync();
        await Visitor.WatchAsync(page);
        Assert.Equal("a prompt that must outlive the reload", await page.Locator("#prompt").InputValueAsync());
        IPage second = await visitor.OpenAsync("/img2img");
        await Visitor.WatchAsync(second);

        await second.Keyboard.PressAsync("Escape");
        Assert.Equal(await Visitor.ResultAsync(page), await Visitor.ResultAsync(second));
    }

    [Fact]
    public async Task A_lost_connection_comes_back_with_the_progress_and_the_result()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await BeginLongJobAsync(page, "a prompt that must outlive the connection");
        await page.EvaluateAsync("Blazor._internal.forceCloseConnection()");
        ILocator figures = page.Locator(".progress .figures");
        string before = (await figures.TextContentAsync())!;
        await Assertions.Expect(figures).Not.ToHaveTextAsync(before);

        // The page hears what is done on it again.
        await page.Keyboard.PressAsync("Escape");
        await Visitor.ResultAsync(page);
        Assert.Equal("a prompt that must outlive the connection", await page.Locator("#prompt").InputValueAsync());
    }

    [Fact]
    public async Task A_chosen_file_is_made_into_pictures_that_are_packed_repeated_and_compared()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        IFileChooser chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Replace" }).ClickAsync());
        await chooser.SetFilesAsync(Portrait);
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("portrait.jpg");
        foreach ((string label, string value) in new[] { ("Width", "64"), ("Height", "64"), ("Sampling steps", "2"), ("Batch count", "2") })
        {
            await Visitor.SetAsync(page, label, value);
        }

        await Visitor.GenerateAsync(page);
        ILocator pictures = page.GetByRole(AriaRole.List, new PageGetByRoleOptions { Name = "Pictures of this job" }).GetByRole(AriaRole.Button);
        await Assertions.Expect(pictures).ToHaveCountAsync(2);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Save all (zip)" }).ClickAsync());
        using (System.IO.Compression.ZipArchive zip = System.IO.Compression.ZipFile.OpenRead((await download.PathAsync())!))
        {
            Assert.Equal(2, zip.Entries.Count);
        }

        await page.GetByText("Steps", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Steps of the picture" }).GetByRole(AriaRole.Button).First).ToBeVisibleAsync();
        await page.GetByText("Compare", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".result").GetByRole(AriaRole.Slider)).ToBeVisibleAsync();
        await page.Locator(".views label", new PageLocatorOptions { HasText = "Result" }).ClickAsync();

        // The second picture's seed, not the first one's.
        await pictures.Nth(1).ClickAsync();
        await Assertions.Expect(pictures.Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        string made = await page.Locator(".result details summary .value").InnerTextAsync(), shown = (await page.Locator(".result .stage > a").GetAttributeAsync("href"))!;
        await Visitor.SetAsync(page, "Batch count", "1");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Again with this seed" }).ClickAsync();
        await Assertions.Expect(page.Locator("#seed")).ToHaveValueAsync(made["Seed ".Length..]);
        await Assertions.Expect(page.Locator(".result .stage > a")).Not.ToHaveAttributeAsync("href", shown);
        await Visitor.ResultAsync(page);

        // Three strengths by three CFG scales, and all in one.
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Compare strengths" }).ClickAsync();
        await Assertions.Expect(pictures).ToHaveCountAsync(10);
    }

    [Fact]
    public async Task Two_tabs_that_send_at_once_both_get_their_pictures()
    {
        await using Visitor visitor = await studio.VisitAsync();
        string word = $"tab{Guid.NewGuid():N}";
        IPage[] tabs = [await visitor.OpenAsync("/img2img"), await visitor.OpenAsync("/img2img")];
        for (int i = 0; i < tabs.Length; i++)
        {
            await tabs[i].Locator("#prompt").FillAsync($"{word} {i}");
            await Visitor.SetAsync(tabs[i], "Sampling steps", "4");
        }

        await Task.WhenAll(tabs.Select(tab => tab.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync()));
        using var client = new HttpClient { BaseAddress = new Uri(studio.Address) };
        JsonNode jobs;
        do
        {
            jobs = JsonNode.Parse(await client.GetStringAsync($"/api/v1/jobs?text={word}", TestContext.Current.CancellationToken))!;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        while (jobs["jobs"]!.AsArray() is { Count: < 2 } || jobs["jobs"]!.AsArray().Any(job => job!["state"]!.GetValue<string>() is "queued" or "running"));

        Assert.Equal([$"{word} 0", $"{word} 1"], jobs["jobs"]!.AsArray().Select(job => job!["prompt"]!.GetValue<string>()).Order());
        Assert.All(jobs["jobs"]!.AsArray(), job => Assert.Equal("completed", job!["state"]!.GetValue<string>()));

        // Both show what was made last.
        JsonNode last = JsonNode.Parse(await client.GetStringAsync($"/api/v1/jobs/{jobs["jobs"]![0]!["id"]}/pictures", TestContext.Current.CancellationToken))!;
        foreach (IPage tab in tabs)
        {
            await Assertions.Expect(tab.Locator(".result .stage > a")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex($"/{last["pictures"]![0]!["id"]}$"));
        }
    }

    [Fact]
    public async Task The_page_makes_the_same_file_as_the_command()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await Visitor.DropAsync(page, Portrait, "image/jpeg");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("portrait.jpg");
        await page.Locator("#prompt").FillAsync("oil painting");
        foreach ((string label, string value) in new[] { ("Denoising strength", "0.5"), ("CFG scale", "7"), ("Sampling steps", "4"), ("Seed", "42"), ("Width", "64"), ("Height", "64") })
        {
            await Visitor.SetAsync(page, label, value);
        }

        string address = await Visitor.GenerateAsync(page);
        byte[] made = await page.EvaluateAsync<string>(
            "address => fetch(address).then(answer => answer.bytes()).then(bytes => btoa(String.fromCharCode(...bytes)))", address) is string text
            ? Convert.FromBase64String(text) : [];

        using var folder = new TemporaryFolder();
        string output = folder.PathOf("command.png");
        CommandResult command = await PalimpsestCommand.RunAsync(
            "img2img", Portrait, "--prompt", "oil painting", "--denoise", "0.5", "--cfg", "7", "--steps", "4", "--seed", "42", "--width", "64", "--height", "64", "--output", output);
        Assert.Equal(0, command.ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken), made);
    }

    [Fact]
    public async Task What_is_wrong_is_told_beside_the_field()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await Visitor.SetAsync(page, "Sampling steps", "500");
        ILocator field = page.Locator(".field", new PageLocatorOptions { HasText = "Sampling steps" }).First;
        await Assertions.Expect(field).ToContainTextAsync("Sampling steps is 500, but must be between 1 and 150.");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Sampling steps is 500");
        ILocator steps = page.Locator("#sampling-steps");
        await Assertions.Expect(steps).ToBeFocusedAsync();
        await Assertions.Expect(steps).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(steps).ToHaveAttributeAsync("aria-describedby", "sampling-steps-error sampling-steps-hint");
        await Visitor.SetAsync(page, "Sampling steps", "4");

        // Found by the server, not by the field: nothing is painted, and the picture is gone.
        await page.GetByLabel("Inpaint", new PageGetByLabelOptions { Exact = true }).ClickAsync();
        ILocator canvas = page.GetByRole(AriaRole.Application);
        await Assertions.Expect(canvas.Locator("canvas")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(page.Locator("#source-mask-error")).ToContainTextAsync("Nothing is painted yet");
        await Assertions.Expect(canvas).ToBeFocusedAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(page.Locator("#source-picture-error")).ToContainTextAsync("There is no picture to begin with");
        await Assertions.Expect(page.Locator("#source-picture")).ToBeFocusedAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));

        await Visitor.DropAsync(page, Path.Combine(Samples, "README.md"), "text/plain");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("README.md: This is not a picture file of a known kind.");
    }

    [Fact]
    public async Task A_folder_is_made_as_a_batch()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await page.GetByText("Batch", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.GetByText("From directory", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(page.Locator("#input-directory-error")).ToContainTextAsync("There is no input directory");
        await Assertions.Expect(page.Locator("#input-directory")).ToBeFocusedAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));

        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Samples, "boy-room.png"), folder.PathOf("boy.png"));
        File.Copy(Path.Combine(Samples, "girl-buildings.png"), folder.PathOf("girl.png"));
        await page.Locator("#input-directory").FillAsync(folder.FullName);
        await page.Locator("#output-directory").FillAsync("outputs/of-a-folder");
        await page.Locator("#output-directory").BlurAsync();
        foreach ((string label, string value) in new[] { ("Sampling steps", "2"), ("Width", "64"), ("Height", "64") })
        {
            await Visitor.SetAsync(page, label, value);
        }

        await Visitor.GenerateAsync(page);
        await Assertions.Expect(page.GetByLabel("Pictures of this job").GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        Assert.Equal(["00000-boy.png", "00001-girl.png"], studio.Files("outputs/of-a-folder"));
    }

    /// <summary>Longer than any machine takes to look at it; to be ended by Escape.</summary>
    private static async Task BeginLongJobAsync(IPage page, string prompt)
    {
        await page.Locator("#prompt").FillAsync(prompt);
        foreach ((string label, string value) in new[] { ("Sampling steps", "150"), ("Batch count", "20"), ("Width", "512"), ("Height", "512") })
        {
            await Visitor.SetAsync(page, label, value);
        }

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Visitor.WatchAsync(page);
    }

    private static async Task<string> IterateAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Use as input" }).ClickAsync();
        await Assertions.Expect(page.Locator(".source .stage > img")).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex(@"\.png$"));
        return await Visitor.GenerateAsync(page);
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "Palimpsest.slnx")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
