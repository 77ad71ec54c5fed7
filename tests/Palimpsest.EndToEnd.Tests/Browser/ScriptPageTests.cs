using Microsoft.Playwright;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>webui's scripts, chosen on the pages.</summary>
[Collection(StudioTests.Name)]
public sealed class ScriptPageTests(Studio studio)
{
    [Fact]
    public async Task A_plot_is_set_by_hand_and_a_wrong_value_is_told_beside_its_field()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        await Visitor.SetAsync(page, "Width", "64");
        await Visitor.SetAsync(page, "Height", "64");
        await Visitor.ChooseScriptAsync(page, "X/Y/Z plot");
        await page.GetByLabel("X type").SelectOptionAsync("Steps");
        await page.GetByLabel("X values").FillAsync("2, three");
        await page.GetByLabel("Y type").SelectOptionAsync("Schedule type");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Karras", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Uniform", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();

        ILocator values = page.Locator("#script-x-values");
        await Assertions.Expect(values).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(values).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#script-x-values-error")).ToContainTextAsync("X (Steps) has the value 'three'");
        Assert.Contains("script-x-values-error", await values.GetAttributeAsync("aria-describedby"));
        Assert.Empty(await Visitor.ViolationsAsync(page));

        await values.FillAsync("2, 3");
        await values.BlurAsync();
        await Assertions.Expect(values).ToHaveAttributeAsync("aria-invalid", "false");
        string address = await Visitor.GenerateAsync(page);
        string infotext = await Visitor.InfotextAsync(page, address);
        Assert.Contains("Script: X/Y/Z plot, X Type: Steps, X Values: \"2, 3\", Y Type: Schedule type, Y Values: \"Karras,Uniform\"", infotext);
    }

    [Fact]
    public async Task Lines_of_a_file_become_jobs()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        await page.Locator("#prompt").FillAsync("");
        await Visitor.ChooseScriptAsync(page, "Prompts from file or textbox");
        using var folder = new TemporaryFolder();
        await page.Locator("#script-file").SetInputFilesAsync(folder.Write("lines.txt", "a red house\n--prompt \"a blue house\" --width 64 --height 64 --steps 2 --seed 5\n"));
        ILocator lines = page.Locator("#script-list-of-prompt-inputs");
        await Assertions.Expect(lines).ToHaveValueAsync("a red house\n--prompt \"a blue house\" --width 64 --height 64 --steps 2 --seed 5\n");
        await lines.FillAsync("--prompt \"a blue house\" --width 64 --height 64 --steps 2 --seed 5");
        string infotext = await Visitor.InfotextAsync(page, await Visitor.GenerateAsync(page));
        Assert.StartsWith("a blue house\nSteps: 2,", infotext);
        Assert.Contains("Seed: 5, Size: 64x64", infotext);

        await page.Locator("#script-file").SetInputFilesAsync(folder.Write("long.txt", new string('x', 30_000)));
        await Assertions.Expect(page.Locator("#script-file-error")).ToContainTextAsync("long.txt has more than 20 KB");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task Every_script_can_be_used_by_everyone(int width)
    {
        await using Visitor visitor = await studio.VisitAsync(width, height: 800);
        IPage page = await visitor.OpenAsync("/img2img");
        List<string> wrong = [];
        foreach (string title in new[]
        {
            "img2img alternative test", "Loopback", "Outpainting mk2", "Poor man's outpainting", "Prompt matrix", "Prompts from file or textbox", "SD upscale", "X/Y/Z plot",
        })
        {
            await Visitor.ChooseScriptAsync(page, title);
            wrong.AddRange((await Visitor.ViolationsAsync(page)).Select(violation => $"{title}: {violation}"));
            int beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            wrong.AddRange(beyond > 0 ? [$"{title}: {beyond} pixels wider than the screen"] : []);
        }

        Assert.Empty(wrong);
    }
}
