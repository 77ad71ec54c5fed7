using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Palimpsest.Studio;

/// <summary>The server as a process runs it: from a start that says what is wrong to an end that leaves its jobs where they are.</summary>
public static class StudioServer
{
    /// <summary>Serves until it is cancelled, or the system ends the process.</summary>
    /// <param name="started">Told the address that people open.</param>
    /// <exception cref="StudioStartException">It cannot start.</exception>
    public static async Task RunAsync(StudioOptions options, Action<string> started, CancellationToken cancellation)
    {
        await using WebApplication app = StudioApplication.Build(options);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new StudioStartException(
                exception.InnerException is AddressInUseException || exception is AddressInUseException
                    ? $"Port {options.Port} of {options.Host} is in use: end what uses it (another server of this kind?), or give another one with --port."
                    : $"The address {options.Host}, port {options.Port}, cannot be listened on ({exception.Message.TrimEnd('.')}): give another one with --host and --port.",
                exception);
        }

        string address = AddressOf(app, options);
        started(address);
        if (options.OpenBrowser)
        {
            OpenBrowser(address);
        }

        using CancellationTokenRegistration end = cancellation.Register(app.Lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The address with the port that was taken in the end; an address that stands for all is this machine's own.</summary>
    private static string AddressOf(WebApplication app, StudioOptions options)
    {
        string bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        int port = Uri.TryCreate(bound, UriKind.Absolute, out Uri? uri) ? uri.Port : options.Port;
        string host = IPAddress.TryParse(options.Host, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? "127.0.0.1"
            : address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Host}]"
            : options.Host;
        return $"http://{host}:{port}/";
    }

    private static void OpenBrowser(string address)
    {
        try
        {
            using Process? browser = OperatingSystem.IsWindows() ? Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })
                : Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            // A machine without a desktop: the address was said.
        }
    }
}
