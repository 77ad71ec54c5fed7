using Microsoft.Playwright;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>Settings that are changed, and models that are added.</summary>
[Collection(StudioTests.Name)]
public sealed class SettingsAndModelsTests(Studio studio)
{
    [Fact]
    public async Task A_model_is_added_by_its_path()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/models");
        using var folder = new TemporaryFolder();
        string name = $"by-path-{Guid.NewGuid():N}", file = folder.PathOf(name + ".safetensors");
        ILocator path = page.GetByLabel("Path of a file on this machine");
        await path.FillAsync(file);
        await ClickAsync(page, "Add by path");
        await Assertions.Expect(page.GetByText($"There is no file '{file}'; check the path.")).ToBeVisibleAsync();
        SyntheticFile.WriteLora(file, [("lora_te_text_model_encoder_layers_1_mlp_fc1", 1024, 768)], name);
        await ClickAsync(page, "Add by path");
        await Assertions.Expect(page.GetByText("Added: ")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".shelf", new PageLocatorOptions { HasText = "LoRA" })).ToContainTextAsync(name);
        Assert.Contains(name + ".safetensors", studio.Files("models/Lora"));
    }

    [Fact]
    public async Task A_setting_is_chosen_kept_and_refused_beside_its_field()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/settings");
        ILocator choice = page.GetByLabel("Hires fix: which pass to enable refiner for");
        await Assertions.Expect(choice.Locator("option")).ToHaveTextAsync(["first pass", "second pass", "both passes"]);
        await Assertions.Expect(choice).ToHaveValueAsync("second pass");
        await choice.SelectOptionAsync("both passes");
        await Assertions.Expect(page.GetByText("Saved: hires_fix_refiner_pass.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(choice).ToHaveValueAsync("both passes");
        await choice.SelectOptionAsync("second pass");
        await Assertions.Expect(page.GetByText("Saved: hires_fix_refiner_pass.")).ToBeVisibleAsync();

        ILocator number = page.GetByLabel("Noise multiplier for img2img", new PageGetByLabelOptions { Exact = true });
        await number.FillAsync("9");
        await number.BlurAsync();
        await Assertions.Expect(page.Locator("#option-initial_noise_multiplier-error")).ToContainTextAsync("it must be a number from 0 to 1.5");
        await Assertions.Expect(number).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(await Visitor.ViolationsAsync(page));
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();
}
