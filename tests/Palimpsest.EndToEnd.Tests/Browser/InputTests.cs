using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The ways of a picture to the pages: from the clipboard, from the gallery, and from a file that tells how it was made.</summary>
[Collection(StudioTests.Name)]
public sealed partial class InputTests(Studio studio)
{
    private static readonly string Boy = Path.Combine(RepositoryFolder.Root, "samples", "boy-room.png");
    private static readonly string Turned = Path.Combine(RepositoryFolder.Root, "tests", "fixtures", "images", "codec", "jpeg", "orientation-6.jpg");

    [Fact]
    public async Task A_pasted_picture_is_the_one_to_begin_with()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        ILocator prompt = page.Locator("#prompt"), shown = page.Locator(".source .stage > img");
        await prompt.FillAsync("a pasted boy");
        string before = (await shown.GetAttributeAsync("src"))!;
        await Visitor.PasteAsync(page, prompt, Boy);
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("image.png, 256 × 256");
        await Assertions.Expect(shown).Not.ToHaveAttributeAsync("src", before);
        await Assertions.Expect(prompt).ToHaveValueAsync("a pasted boy");

        await Visitor.SetSmallAsync(page);
        await Visitor.GenerateAsync(page);
        await page.GetByText("Compare", new PageGetByTextOptions { Exact = true }).ClickAsync();
        string source = (await page.Locator(".result .compare .before").GetAttributeAsync("src"))!;
        Assert.Equal(PictureReader.Read(Boy).Samples, (await Visitor.ReadAsync(page, source)).Samples);

        // In the batch each is one more.
        await page.GetByText("Batch", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Visitor.PasteAsync(page, prompt, Boy);
        await Assertions.Expect(Visitor.Button(page, "Remove image.png")).ToHaveCountAsync(1);
        await Visitor.PasteAsync(page, prompt, Path.Combine(RepositoryFolder.Root, "samples", "sketch-girl.png"));
        await Assertions.Expect(Visitor.Button(page, "Remove image.png")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_picture_of_the_gallery_is_taken_as_the_one_to_begin_with()
    {
        await using Visitor visitor = await studio.VisitAsync();
        string word = $"w{Guid.NewGuid():N}";
        IPage page = await visitor.OpenAsync("/txt2img");
        await page.Locator("#prompt").FillAsync($"{word} for the gallery");
        await Visitor.SetSmallAsync(page);
        string made = await Visitor.GenerateAsync(page);

        await page.GotoAsync("/img2img");
        await page.Locator("#prompt").FillAsync("stays as it is");
        await Visitor.Button(page, "Remove").ClickAsync();
        await page.GetByText("take one from the gallery").ClickAsync();
        await page.GetByLabel("Words of the prompt").FillAsync(word);
        await Assertions.Expect(page.Locator(".wall .tile")).ToHaveCountAsync(1);
        await page.GetByAltText($"{word} for the gallery").ClickAsync();
        await Visitor.Link(page.Locator(".result-actions"), "img2img").ClickAsync();
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync(".png, 64 × 64");
        await Assertions.Expect(page).ToHaveURLAsync(studio.Address + "/img2img");
        await Assertions.Expect(page.Locator("#prompt")).ToHaveValueAsync("stays as it is");
        string address = (await page.Locator(".source .stage > img").GetAttributeAsync("src"))!;
        Assert.Equal((await Visitor.ReadAsync(page, made)).Samples, (await Visitor.ReadAsync(page, address)).Samples);

        // It is remembered as the gallery's: what is made of it has it as its source.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".source .stage > img")).ToHaveAttributeAsync("src", address);
        await Visitor.SetSmallAsync(page);
        string next = await Visitor.GenerateAsync(page);
        await page.GotoAsync("/gallery/" + Number(next));
        await Assertions.Expect(page.GetByAltText($"Came from: {word} for the gallery")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_a_picture_tells_of_itself_is_shown_and_sent_with_it()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        await page.Locator("#prompt").FillAsync("told by its file");
        await page.Locator("#negative-prompt").FillAsync("silence");
        foreach ((string label, string value) in new[] { ("Sampling steps", "3"), ("CFG scale", "5.5"), ("Width", "64"), ("Height", "128"), ("Seed", "123") })
        {
            await Visitor.SetAsync(page, label, value);
        }

        await Visitor.GenerateAsync(page);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => Visitor.Link(page.Locator(".result"), "Save").ClickAsync());
        string file = (await download.PathAsync())!;
        byte[] samples = PictureReader.Read(file).Samples;

        page = await visitor.OpenAsync("/png-info");
        await Assertions.Expect(page.Locator(".stage")).ToHaveAttributeAsync("aria-busy", "false");
        IFileChooser chooser = await page.RunAndWaitForFileChooserAsync(() => Visitor.Button(page, "Choose a file").ClickAsync());
        await chooser.SetFilesAsync(file);
        ILocator facts = page.Locator("dl.facts").First;
        foreach (string fact in new[] { "told by its file", "silence", "64 × 128", "123", "5.5" })
        {
            await Assertions.Expect(facts.Locator("dd").GetByText(fact, new LocatorGetByTextOptions { Exact = true })).ToHaveCountAsync(1);
        }

        await page.GetByText("As it is written").ClickAsync();
        await Assertions.Expect(page.Locator("details pre")).ToContainTextAsync("Steps: 3, Sampler: ");
        Assert.Empty(await Visitor.ViolationsAsync(page));

        ILocator links = page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Send to" });
        string info = page.Url;
        foreach ((string link, string address) in new[] { ("txt2img", "/txt2img"), ("img2img", "/img2img"), ("Inpaint", "/img2img"), ("Extras", "/extras") })
        {
            string target = (await Visitor.Link(links, link).GetAttributeAsync("href"))!;
            IPage sent = await visitor.OpenAsync("/help");
            await sent.GotoAsync(target);
            if (link == "Extras")
            {
                await Assertions.Expect(sent.Locator(".split")).ToContainTextAsync("64 × 128");
                Assert.Equal(samples, (await Visitor.ReadAsync(sent, (await sent.Locator(".stage > img").GetAttributeAsync("src"))!)).Samples);
                continue;
            }

            await Assertions.Expect(sent).ToHaveURLAsync(studio.Address + address);
            foreach ((string id, string value) in new[]
            {
                ("prompt", "told by its file"), ("negative-prompt", "silence"), ("sampling-steps", "3"), ("cfg-scale", "5.5"), ("width", "64"), ("height", "128"), ("seed", "123"),
            })
            {
                await Assertions.Expect(sent.Locator("#" + id)).ToHaveValueAsync(value);
            }

            if (link != "txt2img")
            {
                await Assertions.Expect(sent.Locator(".source")).ToContainTextAsync("64 × 128");
                await Assertions.Expect(sent.GetByLabel(link == "Inpaint" ? "Inpaint" : "img2img", new PageGetByLabelOptions { Exact = true })).ToBeCheckedAsync();
            }

            await sent.CloseAsync();
        }
    }

    [Fact]
    public async Task A_photo_that_stands_on_its_side_is_sent_as_it_is_shown()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/png-info");
        await Visitor.DropAsync(page, Turned, "image/jpeg");
        await Visitor.Link(page.Locator(".split"), "img2img").ClickAsync();
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("13 × 21");
    }

    private static string Number(string address) => LastNumber().Match(address).Value;

    [GeneratedRegex(@"\d+$")]
    private static partial Regex LastNumber();
}
