using System.ComponentModel;
using System.Diagnostics;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Programs that others wrote for webui's API.</summary>
[Trait("Category", "Long")]
public sealed class WebUIClientTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public async Task Clients_from_npm_run_unchanged()
    {
        using var folder = new TemporaryFolder();
        string clients = Path.Combine(Reference.Repository, "tests", "Palimpsest.EndToEnd.Tests", "Clients");
        foreach (string file in new[] { "package.json", "clients.cjs" })
        {
            File.Copy(Path.Combine(clients, file), folder.PathOf(file));
        }

        CommandResult? installed = await RunAsync(folder.FullName, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
        Assert.SkipWhen(installed is null, "npm is not installed.");
        Assert.SkipWhen(installed!.ExitCode != 0, $"npm cannot install the clients: {installed.Error}");
        string picture = folder.PathOf("picture.png");
        PictureWriter.SavePng(picture, new Picture(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i / 5))]), (string?)null);

        await using ServedStudio studio = await ServedStudio.StartAsync(model);
        CommandResult result = (await RunAsync(folder.FullName, "node", "clients.cjs", studio.Address.ToString().TrimEnd('/'), picture))!;
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(["node-sd-webui", "a1111-webui-api", "stable-diffusion-client"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Null when there is no such program.</summary>
    private static async Task<CommandResult?> RunAsync(string folder, string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            return await PalimpsestCommand.ResultOfAsync(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
