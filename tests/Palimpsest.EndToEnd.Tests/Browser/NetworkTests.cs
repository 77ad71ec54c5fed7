using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>Extra networks as cards.</summary>
[Collection(StudioTests.Name)]
public sealed class NetworkTests(Studio studio)
{
    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task A_card_puts_its_network_into_the_prompt_and_takes_it_out(int width)
    {
        studio.AddNetworks();
        await using Visitor visitor = await studio.VisitAsync(width, height: 800);
        IPage page = await visitor.OpenAsync("/img2img");
        ILocator prompt = page.Locator("#prompt"), negative = page.Locator("#negative-prompt");
        await prompt.FillAsync("a cat");
        await Visitor.OpenNetworksAsync(page);
        ILocator card = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "ink-drawing", Exact = true });
        await Assertions.Expect(card.Locator("img")).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        await card.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(prompt).ToHaveValueAsync("a cat <lora:ink-drawing:1>");
        await Assertions.Expect(card).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(await Visitor.ViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0);

        // Another weight is the same network.
        await prompt.FillAsync("a cat <lora:ink-drawing:0.6> on a roof");
        await card.ClickAsync();
        await Assertions.Expect(prompt).ToHaveValueAsync("a cat on a roof");

        await page.GetByLabel("Find a network").FillAsync("soft");
        await Assertions.Expect(card).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "soft-light", Exact = true }).ClickAsync();
        await Assertions.Expect(prompt).ToHaveValueAsync("a cat on a roof <lora:soft-light:0.7> soft light");

        await negative.FillAsync("blurry");
        await page.GetByLabel("Find a network").FillAsync("");
        await page.GetByText("Textual Inversion", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "bad-hands", Exact = true }).ClickAsync();
        await Assertions.Expect(negative).ToHaveValueAsync("blurry bad-hands");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task A_cards_words_are_changed_on_the_page_and_what_it_does_follows(int width)
    {
        studio.AddNetworks();
        await using Visitor visitor = await studio.VisitAsync(width, height: 800);
        IPage page = await visitor.OpenAsync("/txt2img");
        await Visitor.OpenNetworksAsync(page);
        ILocator card = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "soft-light", Exact = true });
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit soft-light" }).ClickAsync();
        ILocator description = page.Locator("#description");
        await Assertions.Expect(description).ToBeFocusedAsync();
        await Assertions.Expect(description).ToHaveValueAsync("Evening light");
        Assert.Empty(await Visitor.ViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0);

        // A weight that cannot be is told beside its field, and nothing is saved.
        await page.Locator("#preferred-weight").FillAsync("3");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#preferred-weight-error")).ToContainTextAsync("must be between 0 and 2");
        await Assertions.Expect(page.Locator("#preferred-weight")).ToBeFocusedAsync();

        await page.Locator("#preferred-weight").FillAsync("0.55");
        await page.Locator("#activation-text").FillAsync("golden hour");
        await page.Locator("#card-negative").FillAsync("noon");
        await page.Locator("#notes").FillAsync("from a friend");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(description).ToHaveCountAsync(0);
        await page.Locator("#prompt").FillAsync("a lake");
        await page.Locator("#negative-prompt").FillAsync("");
        await card.ClickAsync();
        await Assertions.Expect(page.Locator("#prompt")).ToHaveValueAsync("a lake <lora:soft-light:0.55> golden hour");
        await Assertions.Expect(page.Locator("#negative-prompt")).ToHaveValueAsync("(noon:1)");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Metadata of soft-light" }).ClickAsync();
        await Assertions.Expect(page.Locator(".metadata")).ToHaveTextAsync("The file has no metadata.");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task The_result_takes_the_place_of_a_cards_preview(int width)
    {
        studio.AddNetworks();
        await using Visitor visitor = await studio.VisitAsync(width, height: 800);
        IPage page = await visitor.OpenAsync("/txt2img");
        await page.Locator("#prompt").FillAsync("a lighthouse");
        await Visitor.SetAsync(page, "Sampling steps", "1");
        await Visitor.SetAsync(page, "Width", "64");
        await Visitor.SetAsync(page, "Height", "64");
        string infotext = await Visitor.InfotextAsync(page, await Visitor.GenerateAsync(page));
        await Visitor.OpenNetworksAsync(page);
        ILocator editor = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Words of soft-light" }), preview = page.Locator("#card-preview");
        ILocator shown = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "soft-light", Exact = true }).Locator("img");
        string before = (await shown.GetAttributeAsync("src"))!;
        async Task SaveAsync() => await editor.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        async Task ChooseAsync()
        {
            await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit soft-light" }).ClickAsync();
            await Assertions.Expect(page.Locator("#description")).ToBeFocusedAsync();
            await preview.FocusAsync();
            await page.Keyboard.PressAsync("Space");
            await Assertions.Expect(preview).ToHaveAttributeAsync("aria-pressed", "true");
            await Assertions.Expect(editor.GetByAltText("The new preview")).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        }

        // Chosen only, it is not written yet.
        await ChooseAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));
        await editor.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(shown).ToHaveAttributeAsync("src", before);

        await ChooseAsync();
        await SaveAsync();
        await Assertions.Expect(editor).ToHaveCountAsync(0);
        await Assertions.Expect(shown).Not.ToHaveAttributeAsync("src", before);
        await Assertions.Expect(shown).ToHaveJSPropertyAsync("naturalWidth", 64);
        Assert.Equal(infotext, await Visitor.InfotextAsync(page, (await shown.GetAttributeAsync("src"))!));
        Assert.Equal(["soft-light.json", "soft-light.preview.png", "soft-light.safetensors"], studio.Files("models/Lora").Where(file => file!.StartsWith("soft-light", StringComparison.Ordinal)));

        // What cannot be written is told beside the field.
        string path = studio.BlockPreview("old-photograph");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit old-photograph" }).ClickAsync();
        editor = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Words of old-photograph" });
        await preview.ClickAsync();
        await SaveAsync();
        await Assertions.Expect(page.Locator("#card-preview-error")).ToContainTextAsync("cannot be saved");
        await Assertions.Expect(preview).ToBeFocusedAsync();
        Assert.Empty(await Visitor.ViolationsAsync(page));
        Directory.Delete(path);
        await SaveAsync();
        await Assertions.Expect(editor).ToHaveCountAsync(0);
        Assert.True(File.Exists(path));
        File.Delete(path);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task Training_tags_go_into_the_activation_text_and_make_random_prompts(int width)
    {
        studio.AddNetworks();
        await using Visitor visitor = await studio.VisitAsync(width, height: 800);
        IPage page = await visitor.OpenAsync("/txt2img");
        await Visitor.OpenNetworksAsync(page);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit charcoal" }).ClickAsync();
        ILocator tags = page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Training tags" }).GetByRole(AriaRole.Button), activation = page.Locator("#activation-text");
        await Assertions.Expect(tags).ToHaveTextAsync(["charcoal drawing 40", .. Enumerable.Range(1, 23).Select(i => $"detail {i} 20")]);
        await activation.FillAsync("ink");
        await tags.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(activation).ToHaveValueAsync("ink, charcoal drawing");
        await Assertions.Expect(tags.First).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(await Visitor.ViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0);
        await tags.First.ClickAsync();
        await Assertions.Expect(activation).ToHaveValueAsync("ink");

        // The most frequent tag is in every prompt; of sixty others each comes or not, so that no two prompts are the same.
        ILocator random = page.GetByLabel("Random prompt"), again = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Draw another prompt" });
        await Assertions.Expect(random).ToHaveValueAsync(new Regex("charcoal drawing"));
        await Assertions.Expect(random).ToHaveAttributeAsync("readonly", "");
        string first = await random.InputValueAsync();
        await again.ClickAsync();
        await Assertions.Expect(random).Not.ToHaveValueAsync(first);
        await Assertions.Expect(random).ToHaveValueAsync(new Regex("charcoal drawing"));

        // A file that is none says so where its tags would be.
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Edit ink-drawing" }).ClickAsync();
        await Assertions.Expect(page.Locator("#training-tags-error")).ToContainTextAsync("ink-drawing.safetensors");
        Assert.Empty(await Visitor.ViolationsAsync(page));
    }
}
