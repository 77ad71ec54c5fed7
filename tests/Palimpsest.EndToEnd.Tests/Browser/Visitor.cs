using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>A person with a browser of their own.</summary>
internal sealed class Visitor(IBrowserContext context) : IAsyncDisposable
{
    private const string Drop = """
        (zone, [name, type, content]) => {
            const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type }));
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }
        """;

    private const string Paste = """
        (focused, [name, type, content]) => {
            const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type }));
            focused.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }
        """;

    private const string RunAxe = """
        axe.run().then(found => JSON.stringify(found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}`))))
        """;

    private static readonly Regex Running = new(@"Step \d+ of \d+");

    private readonly List<string> _errors = [];

    /// <summary>Opens a page in a tab of its own and waits until it can be used.</summary>
    public async Task<IPage> OpenAsync(string address)
    {
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            // A refused file is an answer of the server, which the page tells; the browser logs it all the same.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        return page;
    }

    /// <summary>Drops a file on the place for the picture.</summary>
    public static async Task DropAsync(IPage page, string path, string type)
    {
        ILocator zone = page.Locator(".source .stage, .stage.empty").First;
        await Assertions.Expect(zone).ToHaveAttributeAsync("aria-busy", "false");
        await zone.EvaluateAsync(Drop, new[] { Path.GetFileName(path), type, Convert.ToBase64String(await File.ReadAllBytesAsync(path)) });
    }

    /// <summary>Pastes a picture while the cursor is in a field, as a browser hands it over from the clipboard: a file of its own name.</summary>
    public static async Task PasteAsync(IPage page, ILocator focused, string path)
    {
        await Assertions.Expect(page.Locator(".source .stage, .stage.empty").First).ToHaveAttributeAsync("aria-busy", "false");
        await focused.FocusAsync();
        await focused.EvaluateAsync(Paste, new[] { "image.png", "image/png", Convert.ToBase64String(await File.ReadAllBytesAsync(path)) });
    }

    /// <summary>The least that a picture takes.</summary>
    public static async Task SetSmallAsync(IPage page)
    {
        foreach ((string label, string value) in new[] { ("Sampling steps", "2"), ("Width", "64"), ("Height", "64") })
        {
            await SetAsync(page, label, value);
        }
    }

    public static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public static ILocator Link(ILocator within, string name) => within.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Sets a number as a person types it.</summary>
    public static async Task SetAsync(IPage page, string label, string value)
    {
        ILocator field = page.Locator("#" + label.ToLowerInvariant().Replace(' ', '-'));
        if (!await field.IsVisibleAsync())
        {
            await page.Locator("details.group", new PageLocatorOptions { Has = field }).Locator("summary").ClickAsync();
        }

        await field.FillAsync(value);
        await field.BlurAsync();
    }

    /// <summary>Waits until a step of the running job is shown, with its preview.</summary>
    public static async Task WatchAsync(IPage page)
    {
        await Assertions.Expect(page.Locator(".progress .figures")).ToHaveTextAsync(Running);
        ILocator preview = page.GetByAltText("The picture as it is by now");
        await Assertions.Expect(preview).ToBeVisibleAsync();
        await Assertions.Expect(preview).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
    }

    /// <summary>Waits for the job's end and gives the shown picture's address.</summary>
    public static async Task<string> ResultAsync(IPage page)
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Save", Exact = true })).ToBeVisibleAsync();
        return (await page.Locator(".result .stage > a").GetAttributeAsync("href"))!;
    }

    /// <summary>Generates, waits for the job's end and gives the new picture's address; what others made may be shown before.</summary>
    public static async Task<string> GenerateAsync(IPage page)
    {
        ILocator shown = page.Locator(".result .stage > a");
        string before = await shown.CountAsync() > 0 ? await shown.GetAttributeAsync("href") ?? "" : "";
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(shown).Not.ToHaveAttributeAsync("href", before);
        return await ResultAsync(page);
    }

    /// <summary>Opens the cards of extra networks, as the files are now.</summary>
    public static async Task OpenNetworksAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Extra networks" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Look again" }).ClickAsync();
    }

    /// <summary>Chooses one of webui's scripts.</summary>
    public static async Task ChooseScriptAsync(IPage page, string title)
    {
        ILocator choice = page.Locator("#script");
        if (!await choice.IsVisibleAsync())
        {
            await page.Locator("details.group", new PageLocatorOptions { Has = choice }).Locator("summary").ClickAsync();
        }

        await choice.SelectOptionAsync(title);
        await Assertions.Expect(page.Locator("details.group", new PageLocatorOptions { Has = choice }).Locator("summary .value")).ToHaveTextAsync(title);
    }

    /// <summary>A picture of the studio as its file is.</summary>
    public static async Task<DecodedPicture> ReadAsync(IPage page, string address)
    {
        string content = await page.EvaluateAsync<string>("address => fetch(address).then(answer => answer.bytes()).then(bytes => { let text = ''; bytes.forEach(byte => text += String.fromCharCode(byte)); return btoa(text); })", address);
        return PictureReader.Read(Convert.FromBase64String(content), address);
    }

    /// <summary>The infotext of a picture of the studio.</summary>
    public static async Task<string> InfotextAsync(IPage page, string address) => GenerationText.Read(await ReadAsync(page, address)).Text!;

    /// <summary>What axe-core finds wrong with the page as it is.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        return JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(RunAxe))!;
    }

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.Empty(_errors);
    }
}
