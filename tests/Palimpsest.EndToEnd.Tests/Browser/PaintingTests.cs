using Microsoft.Playwright;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The canvas, by mouse and by keyboard.</summary>
[Collection(StudioTests.Name)]
public sealed class PaintingTests(Studio studio)
{
    [Fact]
    public async Task Only_what_was_painted_over_by_keyboard_is_new()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await page.GetByLabel("Inpaint", new PageGetByLabelOptions { Exact = true }).ClickAsync();
        ILocator canvas = page.GetByRole(AriaRole.Application);
        await Assertions.Expect(canvas.Locator("canvas")).ToBeVisibleAsync();
        await canvas.FocusAsync();
        foreach (string key in new[] { " ", "ArrowRight", "ArrowRight", "ArrowRight", " " })
        {
            await canvas.PressAsync(key);
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo" })).ToBeEnabledAsync();
        await Visitor.SetAsync(page, "Sampling steps", "4");
        Picture result = await ReadAsync(page, await Visitor.GenerateAsync(page)), source = await ReadAsync(page, "/studio/samples/girl-buildings.png");

        Assert.Equal((source.Width, source.Height), (result.Width, result.Height));
        int[] changed = [.. Enumerable.Range(0, source.Width * source.Height).Where(i => !Pixel(source, i).SequenceEqual(Pixel(result, i)))];
        Assert.NotEmpty(changed);

        // The brush began in the middle and is a fourteenth of the picture wide; mask blur 4 and latent cells reach some pixels further.
        Assert.All(changed, i => Assert.InRange(i / source.Width, (source.Height / 2) - 32, (source.Height / 2) + 32));
    }

    [Fact]
    public async Task Strokes_are_undone_and_kept_over_a_reload()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/img2img");
        await page.GetByLabel("Sketch", new PageGetByLabelOptions { Exact = true }).ClickAsync();
        ILocator canvas = page.GetByRole(AriaRole.Application);
        await Assertions.Expect(canvas.Locator("canvas")).ToBeVisibleAsync();
        ILocator undo = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo" });
        await Assertions.Expect(undo).ToBeDisabledAsync();
        string blank = await ColourAsync(canvas);
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) - 20, box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + 20, box.Y + (box.Height / 2));
        await page.Mouse.UpAsync();
        await Assertions.Expect(undo).ToBeEnabledAsync();
        string painted = await ColourAsync(canvas);
        Assert.NotEqual(blank, painted);

        await canvas.PressAsync("Control+z");
        await Assertions.Expect(undo).ToBeDisabledAsync();
        Assert.Equal(blank, await ColourAsync(canvas));
        await canvas.PressAsync("Control+y");
        await Assertions.Expect(undo).ToBeEnabledAsync();

        // Another tab of the page flushes the painting; the draft then has it.
        await page.RunAndWaitForResponseAsync(() => page.GetByText("Batch", new PageGetByTextOptions { Exact = true }).ClickAsync(), answer => answer.Request.Method == "POST");
        await page.GetByLabel("Sketch", new PageGetByLabelOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(canvas.Locator("canvas")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("expected => { const canvas = document.querySelector('.easel canvas'); return canvas && [...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data].join() === expected; }", painted);
    }

    /// <summary>The middle of what the canvas shows, without the brush's outline.</summary>
    private static Task<string> ColourAsync(ILocator canvas) => canvas.Locator("canvas").EvaluateAsync<string>(
        "canvas => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done([...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data].join()))))");

    private static async Task<Picture> ReadAsync(IPage page, string address) => (await Visitor.ReadAsync(page, address)).ToWebuiRgb(Rgb.White);

    private static Span<byte> Pixel(Picture picture, int index) => picture.Pixels.AsSpan(index * 3, 3);
}
