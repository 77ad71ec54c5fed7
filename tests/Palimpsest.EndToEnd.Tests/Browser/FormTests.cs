using Microsoft.Playwright;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The small buttons that fill a form.</summary>
[Collection(StudioTests.Name)]
public sealed class FormTests(Studio studio)
{
    private static readonly string Portrait = Path.Combine(RepositoryFolder.Root, "samples", "portrait.jpg");

    [Fact]
    public async Task An_earlier_prompt_is_taken_back_from_the_history()
    {
        await using Visitor visitor = await studio.VisitAsync();
        string word = $"h{Guid.NewGuid():N}";
        IPage page = await visitor.OpenAsync("/txt2img");
        ILocator prompt = page.Locator("#prompt"), history = Visitor.Button(page, "History");
        await Visitor.SetSmallAsync(page);
        foreach (string text in new[] { $"{word} first", $"{word} second", $"{word} first" })
        {
            await prompt.FillAsync(text);
            await Visitor.GenerateAsync(page);
        }

        await Visitor.Button(page, "Clear").ClickAsync();
        await Assertions.Expect(prompt).ToHaveValueAsync("");
        await history.ClickAsync();
        await Assertions.Expect(history).ToHaveAttributeAsync("aria-expanded", "true");

        // The latest first, none twice.
        ILocator chips = page.Locator(".prompt-card .chip");
        await Assertions.Expect(chips.Filter(new LocatorFilterOptions { HasText = word })).ToHaveTextAsync([$"{word} first", $"{word} second"]);
        await chips.GetByText($"{word} second").ClickAsync();
        await Assertions.Expect(prompt).ToHaveValueAsync($"{word} second");
        await history.ClickAsync();
        await Assertions.Expect(chips).ToHaveCountAsync(0);

        // It is what is sent, too.
        Assert.StartsWith($"{word} second", await Visitor.InfotextAsync(page, await Visitor.GenerateAsync(page)));
    }

    [Fact]
    public async Task What_is_set_just_before_the_page_is_left_is_there_again()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        ILocator pages = page.Locator("#pages");
        await Visitor.SetAsync(page, "Sampling steps", "7");
        await page.Locator("#prompt").FillAsync("the last word");
        await Visitor.Link(pages, "Help").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(studio.Address + "/help");
        await Visitor.Link(pages, "txt2img").ClickAsync();
        await Assertions.Expect(page.Locator("#prompt")).ToHaveValueAsync("the last word");
        await Assertions.Expect(page.Locator("#sampling-steps")).ToHaveValueAsync("7");
    }

    [Fact]
    public async Task The_size_is_read_from_the_picture_and_turned()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        ILocator width = page.Locator("#width"), height = page.Locator("#height"), measure = Visitor.Button(page, "Size of the picture");
        await Visitor.DropAsync(page, Portrait, "image/jpeg");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("portrait.jpg, 512 × 512");
        await Visitor.SetAsync(page, "Width", "64");
        await Visitor.SetAsync(page, "Height", "128");
        await Visitor.Button(page, "Swap").ClickAsync();
        await Assertions.Expect(width).ToHaveValueAsync("128");
        await Assertions.Expect(height).ToHaveValueAsync("64");
        await measure.ClickAsync();
        await Assertions.Expect(width).ToHaveValueAsync("512");
        await Assertions.Expect(height).ToHaveValueAsync("512");

        // What is typed wrongly gives way, whether the size was another one before or not.
        await Visitor.SetAsync(page, "Width", "9999");
        await Assertions.Expect(page.Locator("#width-error")).ToContainTextAsync("Width is 9999");
        await measure.ClickAsync();
        await Assertions.Expect(width).ToHaveValueAsync("512");
        await Assertions.Expect(page.Locator("#width-error")).ToHaveCountAsync(0);

        await Visitor.Button(page, "Remove").ClickAsync();
        await Assertions.Expect(measure).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Seeds_are_drawn_anew_or_taken_from_the_result()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        ILocator seed = page.Locator("#seed"), made = page.Locator(".result details summary .value");
        await Visitor.SetSmallAsync(page);
        await Visitor.SetAsync(page, "Seed", "4321");
        await Visitor.Button(page, "Draw a new seed each time").ClickAsync();
        await Assertions.Expect(seed).ToHaveValueAsync("-1");
        await Visitor.GenerateAsync(page);
        string first = (await made.InnerTextAsync())["Seed ".Length..];
        await Visitor.GenerateAsync(page);
        string second = (await made.InnerTextAsync())["Seed ".Length..];
        Assert.NotEqual(first, second);
        await Visitor.Button(page, "Use the seed of the result").ClickAsync();
        await Assertions.Expect(seed).ToHaveValueAsync(second);

        // A wrong one gives way to a new one, and that to another new one.
        for (int i = 0; i < 2; i++)
        {
            await Visitor.SetAsync(page, "Seed", "-7");
            await Assertions.Expect(page.Locator("#seed-error")).ToContainTextAsync("Seed is -7");
            await Visitor.Button(page, "Draw a new seed each time").ClickAsync();
            await Assertions.Expect(seed).ToHaveValueAsync("-1");
            await Assertions.Expect(page.Locator("#seed-error")).ToHaveCountAsync(0);
        }

        await page.Locator("#extra").CheckAsync();
        ILocator variation = page.Locator("#variation-seed");
        await Assertions.Expect(variation).ToHaveValueAsync("-1");
        await Visitor.SetAsync(page, "Variation strength", "0.5");
        await Visitor.Button(page, "Use the variation seed of the result").ClickAsync();
        await Assertions.Expect(variation).Not.ToHaveValueAsync("-1");
        string drawn = await variation.InputValueAsync(), infotext = await Visitor.InfotextAsync(page, await Visitor.GenerateAsync(page));
        Assert.Contains($"Variation seed: {drawn}, Variation seed strength: 0.5", infotext);
        await Visitor.Button(page, "Draw a new variation seed each time").ClickAsync();
        await Assertions.Expect(variation).ToHaveValueAsync("-1");
    }
}
