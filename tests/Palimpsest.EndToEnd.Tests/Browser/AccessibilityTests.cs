using Microsoft.Playwright;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>Every page, wide and narrow, light and dark: axe-core finds nothing wrong and nothing is wider than the screen.</summary>
[Collection(StudioTests.Name)]
public sealed class AccessibilityTests(Studio studio)
{
    private static readonly string[] Pages = ["img2img", "txt2img", "extras", "png-info", "gallery", "queue", "models", "settings", "help"];

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Every_page_can_be_used_by_everyone(int width, ColorScheme colours)
    {
        await using Visitor visitor = await studio.VisitAsync(width, height: 800, colours);
        List<string> wrong = [];
        foreach (string name in Pages)
        {
            IPage page = await visitor.OpenAsync("/" + name);
            wrong.AddRange((await Visitor.ViolationsAsync(page)).Select(violation => $"{name}: {violation}"));
            int beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            wrong.AddRange(beyond > 0 ? [$"{name}: {beyond} pixels wider than the screen"] : []);
            await page.CloseAsync();
        }

        Assert.Empty(wrong);
    }

    /// <summary>Whatever the policy refuses, the browser reports as an error, which fails the visitor.</summary>
    [Fact]
    public async Task The_description_of_the_APIs_has_its_looks_within_the_content_policy()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/docs");
        Assert.Equal("collapse", await page.Locator("table").First.EvaluateAsync<string>("table => getComputedStyle(table).borderCollapse"));
    }

    [Fact]
    public async Task The_page_can_be_reached_by_keyboard_alone()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        HashSet<string> reached = [];
        for (int i = 0; i < 90; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.getAttribute('name') || document.activeElement.textContent.trim()"));
        }

        Assert.Superset(new HashSet<string> { "what-to-do-with-the-picture", "prompt", "negative-prompt", "Generate", "denoising-strength", "cfg-scale", "seed" }, reached);
    }
}
