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

    /// <summary>The last one is that of the guide.</summary>
    private static readonly string[] Prompts = ["pencil sketch, laughing, mountains", "oil painting, sunglasses, night city", "watercolor, light smile, Sakura background"];

    private static readonly string Made = Path.Combine(RepositoryFolder.Root, "docs", "pictures", "girl-sakura.png");

    [Theory]
    [InlineData(1280, 860)]
    [InlineData(768, 1024)]
    [InlineData(360, 740)]
    public async Task Every_page(int width, int height)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), "PALIMPSEST_SCREENSHOTS names no folder.");
        await using Visitor visitor = await studio.VisitAsync(width, height);
        IPage first = await visitor.OpenAsync("/img2img");
        foreach (string prompt in Prompts)
        {
            await first.Locator("#prompt").FillAsync(prompt);
            await Visitor.GenerateAsync(first);
        }

        foreach (string name in Pages)
        {
            IPage page = await visitor.OpenAsync("/" + name);
            if (name == "png-info")
            {
                await Visitor.DropAsync(page, Made, "image/png");
                await Assertions.Expect(page.GetByText("watercolor").First).ToBeVisibleAsync();
            }

            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"{name}-{width}.png") });
            await page.CloseAsync();
        }

        IPage script = await visitor.OpenAsync("/txt2img");
        await Visitor.ChooseScriptAsync(script, "X/Y/Z plot");
        await script.GetByLabel("X type").SelectOptionAsync("Steps");
        await script.GetByLabel("X values").FillAsync("4, eight");
        await script.GetByLabel("Y type").SelectOptionAsync("Schedule type");
        await script.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Karras", Exact = true }).ClickAsync();
        await script.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(script.Locator("#script-x-values-error")).ToBeVisibleAsync();
        await script.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"script-{width}.png") });

        studio.AddNetworks();
        IPage networks = await visitor.OpenAsync("/img2img");
        await Visitor.OpenNetworksAsync(networks);
        await networks.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "ink-drawing", Exact = true }).ClickAsync();
        await networks.Locator(".networks").ScrollIntoViewIfNeededAsync();
        await networks.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await networks.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"networks-{width}.png") });

        await networks.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit charcoal" }).ClickAsync();
        await Assertions.Expect(networks.Locator("#description")).ToBeFocusedAsync();
        await Assertions.Expect(networks.GetByText("Training tags", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await networks.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"card-{width}.png") });

        IPage batch = await visitor.OpenAsync("/img2img");
        await batch.GetByText("Batch", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await batch.GetByText("From directory", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(batch.GetByLabel("Input directory")).ToBeVisibleAsync();
        await batch.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"batch-{width}.png") });
    }
}
