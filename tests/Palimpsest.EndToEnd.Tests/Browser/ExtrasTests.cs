using Microsoft.Playwright;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The Extras page, and WebP pictures on the pages that take pictures.</summary>
[Collection(StudioTests.Name)]
public sealed class ExtrasTests(Studio studio)
{
    private static readonly string Webp = Path.Combine(RepositoryFolder.Root, "tests", "fixtures", "images", "codec", "webp", "lossy-q75.webp");

    [Fact]
    public async Task A_picture_is_enlarged_and_what_cannot_be_is_told_beside_its_field()
    {
        DecodedPicture source = PictureReader.Read(Webp);
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/extras");
        await Visitor.DropAsync(page, Webp, "image/webp");
        await Assertions.Expect(page.Locator(".split")).ToContainTextAsync($"lossy-q75.webp, {source.Width} × {source.Height}");
        ILocator enlarge = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Enlarge" });

        ILocator resize = page.Locator("#resize");
        await resize.FillAsync("9");
        await resize.BlurAsync();
        await enlarge.ClickAsync();
        await Assertions.Expect(page.Locator("#resize-error")).ToHaveTextAsync("Resize is 9, but must be between 1 and 8.");
        await Assertions.Expect(resize).ToBeFocusedAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));

        await resize.FillAsync("2");
        await resize.BlurAsync();
        await Assertions.Expect(page.Locator("#resize-error")).ToHaveCountAsync(0);
        await enlarge.ClickAsync();

        // Whole multiples of 8, as webui's upscalers make them.
        await Assertions.Expect(page.GetByAltText($"{2 * source.Width / 8 * 8} × {2 * source.Height / 8 * 8}")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_dropped_WebP_picture_is_one_to_begin_with_and_one_whose_parameters_are_asked_for()
    {
        DecodedPicture source = PictureReader.Read(Webp);
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await Visitor.DropAsync(page, Webp, "image/webp");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync($"lossy-q75.webp, {source.Width} × {source.Height}");
        await Assertions.Expect(page.Locator(".source .stage img").First).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        await page.Locator("#prompt").FillAsync("made of a WebP picture");
        await Visitor.SetAsync(page, "Sampling steps", "2");
        await Visitor.SetAsync(page, "Width", "64");
        await Visitor.SetAsync(page, "Height", "64");
        string made = await Visitor.GenerateAsync(page);
        Assert.StartsWith("made of a WebP picture", await Visitor.InfotextAsync(page, made));

        IPage info = await visitor.OpenAsync("/png-info");
        await Visitor.DropAsync(info, Webp, "image/webp");
        await Assertions.Expect(info.Locator("main")).ToContainTextAsync("This file says nothing about how it was made.");
    }

    [Theory]
    [InlineData("img2img")]
    [InlineData("Extras")]
    public async Task A_photo_on_its_side_that_is_sent_to_a_page_has_the_size_that_it_is_shown_with(string target)
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/png-info");
        await Visitor.DropAsync(page, Path.Combine(RepositoryFolder.Root, "tests", "fixtures", "images", "codec", "jpeg", "orientation-6.jpg"), "image/jpeg");
        await page.Locator("main").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = target, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("picture, 13 × 21");
    }
}
