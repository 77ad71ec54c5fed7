using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Palimpsest.Checkpoints;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The built server and a browser, once for all tests that drive the pages.</summary>
public sealed class Studio : IAsyncLifetime
{
    /// <summary>On a busy machine a picture takes its time; nothing waits longer than it must.</summary>
    private const float PatienceMilliseconds = 120_000;

    private readonly TemporaryFolder _data = new();
    private Process? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (await InstalledBrowser.FindAsync() is not string path)
        {
            return;
        }

        _server = PalimpsestCommand.Start("serve", "--port", "0", "--no-browser", "--data-dir", _data.FullName);
        Address = (await _server.StandardOutput.ReadLineAsync())!.Split(' ')[3].TrimEnd('/');
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
    }

    /// <summary>Of something in the data folder.</summary>
    internal string PathOf(string name) => _data.PathOf(name);

    /// <summary>Names of the files in a folder of the data folder.</summary>
    internal IEnumerable<string?> Files(string folder) => Directory.GetFiles(_data.PathOf(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    /// <summary>Files that cards show, with pictures and words beside them; the networks themselves are of no use.</summary>
    internal void AddNetworks()
    {
        Directory.CreateDirectory(_data.PathOf("models/Lora"));
        Directory.CreateDirectory(_data.PathOf("embeddings"));
        foreach (string file in new[] { "models/Lora/ink-drawing.safetensors", "models/Lora/soft-light.safetensors", "models/Lora/old-photograph.safetensors", "embeddings/bad-hands.pt" })
        {
            _data.Write(file, "no weights");
        }

        var tags = Enumerable.Range(1, 60).ToDictionary(i => $"detail {i}", _ => 20);
        tags["charcoal drawing"] = 40;
        SafetensorsWriter.Write(
            _data.PathOf("models/Lora/charcoal.safetensors"),
            [new TensorSpec("lora_te_x.lora_up.weight", StoredType.F32, [1, 1])],
            (_, _, destination) => destination.Clear(),
            new Dictionary<string, string> { ["ss_tag_frequency"] = JsonSerializer.Serialize(new { charcoal = tags }) });

        _data.Write("models/Lora/soft-light.json", """{"activation text": "soft light", "preferred weight": 0.7, "description": "Evening light"}""");
        File.Copy(Path.Combine(RepositoryFolder.Root, "samples", "sketch-girl.png"), _data.PathOf("models/Lora/ink-drawing.png"), overwrite: true);
        File.Copy(Path.Combine(RepositoryFolder.Root, "samples", "woman-beach.png"), _data.PathOf("models/Lora/soft-light.preview.png"), overwrite: true);
    }

    /// <summary>A folder where a LoRA's preview would be written, so that it cannot; its path.</summary>
    internal string BlockPreview(string lora) => Directory.CreateDirectory(_data.PathOf($"models/Lora/{lora}.png")).FullName;

    /// <summary>A new browser profile. Whatever its pages report as an error fails the test that disposes it.</summary>
    /// <param name="address">Of another server than the tests' common one.</param>
    internal async Task<Visitor> VisitAsync(int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light, Uri? address = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here, and none can be installed; PALIMPSEST_BROWSER can name a browser.");
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address?.ToString() ?? Address,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        _data.Dispose();
    }
}
