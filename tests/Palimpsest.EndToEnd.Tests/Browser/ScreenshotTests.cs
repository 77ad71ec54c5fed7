using Microsoft.Playwright;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>
/// The pictures of docs/screenshots, to be looked at; made only when PALIMPSEST_SCREENSHOTS names the folder they go to.
/// </summary>
[Collection(StudioTests.Name)]
public sealed class ScreenshotTests(Studio studio)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PALIMPSEST_SCREENSHOTS");
    private static readonly string[] Pages = ["img2img", "txt2img", "extras", "png-info", "gallery", "queue", "models", "settings", "help"];

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(768, 1024)]
    [InlineData(360, 740)]
    public async Task Every_page(int width, int height)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), "PALIMPSEST_SCREENSHOTS names no folder.");
        await using Visitor visitor = await studio.VisitAsync(width, height);
        IPage first = await visitor.OpenAsync("/img2img");
        await Visitor.SetAsync(first, "Sampling steps", "8");
        await first.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Visitor.ResultAsync(first);
        foreach (string name in Pages)
        {
            IPage page = await visitor.OpenAsync("/" + name);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"{name}-{width}.png") });
            await page.CloseAsync();
        }
    }
}
