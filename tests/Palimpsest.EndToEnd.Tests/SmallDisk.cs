using System.ComponentModel;
using System.Diagnostics;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The built server with the tiny checkpoint on a data folder of its own that lies on a small disk, which a file can fill up.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>Enough for a database and some pictures of 10 to 20 kB.</summary>
    private const int Bytes = 32 << 20;

    private readonly TemporaryFolder _folder;
    private readonly Process _server;

    private SmallDisk(TemporaryFolder folder, Process server, Uri address) => (_folder, _server, Address) = (folder, server, address);

    public Uri Address { get; }

    /// <summary>Seen from here, the server's disk is below its root.</summary>
    private string Ballast => $"/proc/{_server.Id}/root{_folder.PathOf("disk/ballast")}";

    /// <summary>Starts the server; skips the test where the system lets it mount nothing.</summary>
    public static async Task<SmallDisk> StartAsync(TinyModel model)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux gives a test a small disk of its own.");
        var folder = new TemporaryFolder();
        try
        {
            (Process server, Uri address) = await StartAsync(Directory.CreateDirectory(folder.PathOf("disk")).FullName, model);
            return new SmallDisk(folder, server, address);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Nothing more can be written.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>There is room again.</summary>
    public void Clear() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        _folder.Dispose();
    }

    private static async Task<(Process Server, Uri Address)> StartAsync(string disk, TinyModel model)
    {
        const string Run = """
            disk=$1; size=$2; model=$3; shift 3
            mount -t tmpfs -o "size=$size" none "$disk" || exit 77
            mkdir -p "$disk/models/Stable-diffusion" && ln -s "$model" "$disk/models/Stable-diffusion/tiny-sd1.safetensors" || exit 1
            exec "$@" --data-dir "$disk"
            """;
        string[] program = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", Run, "sh", disk, $"{Bytes}", model.FilePath];
        Process server;
        try
        {
            server = PalimpsestCommand.StartWithin(program, "serve", "--port", "0", "--no-browser");
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no 'unshare' here to mount a small disk with.");
            throw;
        }

        if (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not string line)
        {
            string error = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(server.ExitCode == 77 || error.StartsWith("unshare:", StringComparison.Ordinal), $"This system lets a test mount nothing: {error.Trim()}");
            Assert.Fail(error);
            throw new UnreachableException();
        }

        return (server, new Uri(line.Split(' ')[3]));
    }
}
