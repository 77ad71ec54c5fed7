using System.Diagnostics;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The built server on a data folder of its own with the tiny checkpoint, until the test ends.</summary>
internal sealed class ServedStudio : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private ServedStudio(TemporaryFolder folder, Process process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    public Uri Address { get; }

    public static async Task<ServedStudio> StartAsync(TinyModel model)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("models/Stable-diffusion"));
        File.CreateSymbolicLink(folder.PathOf("models/Stable-diffusion/tiny-sd1.safetensors"), model.FilePath);
        Process process = PalimpsestCommand.Start("serve", "--port", "0", "--no-browser", "--data-dir", folder.FullName);
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return new ServedStudio(folder, process, new Uri(line.Split(' ')[3]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
