using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Palimpsest.Studio.Components;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Running;
using Palimpsest.Studio.PalimpsestApi;
using Palimpsest.Studio.Security;
using Palimpsest.Studio.WebUIApi;

namespace Palimpsest.Studio;

/// <summary>Puts the server together; tests run it in their own process.</summary>
public static class StudioApplication
{
    /// <summary>A job ends between two steps of a network; after this the process ends all the same, and the job runs on at the next start.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The server, not started yet.</summary>
    /// <param name="configure">Changes the builder before it builds: another server in tests.</param>
    /// <exception cref="StudioStartException">The data folder, its database or its settings cannot be used, or the host has no address.</exception>
    public static WebApplication Build(StudioOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        // Nothing is read from the folder that the command happens to be called in.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(StudioApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Log(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddStudio(options);
        builder.Services.AddStudioSecurity(options);
        builder.Services.AddWebUIApi();
        builder.Services.AddPalimpsestApi();
        builder.Services.AddStudioPages();
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        try
        {
            // Now, not with the first request: what cannot be used is told of before anything listens.
            app.Services.GetRequiredService<IJobQueue>();
            app.Services.GetRequiredService<JobRecovery>().DeleteRests();

            // From the first job on, or a page that is opened later would miss how its picture came about.
            app.Services.GetRequiredService<Filmstrips>();
            app.UseStudioSecurity();
            app.MapWebUIApi();
            app.MapPalimpsestApi();
            app.MapStudioPages();
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>On standard error, so that standard output has the address alone. A start that fails is told of by what is thrown.</summary>
    private static void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void Listen(KestrelServerOptions kestrel, StudioOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        if (options.Host == "localhost" && options.Port != 0)
        {
            kestrel.ListenLocalhost(options.Port);
        }
        else
        {
            kestrel.Listen(AddressOf(options.Host), options.Port);
        }
    }

    private static IPAddress AddressOf(string host)
    {
        try
        {
            return host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out IPAddress? address) ? address : Dns.GetHostAddresses(host)[0];
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new StudioStartException($"The host '{host}' has no address: give one of this machine's addresses with --host, such as 127.0.0.1.", exception);
        }
    }
}
