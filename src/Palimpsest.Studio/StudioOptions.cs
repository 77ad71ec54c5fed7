using System.Net;

namespace Palimpsest.Studio;

/// <summary>
/// What the server is started with. The command line, the environment (PALIMPSEST_PORT …) and palimpsest.json give the same names; the command line
/// wins over the environment, and that over the file.
/// </summary>
public sealed record StudioOptions
{
    public const int DefaultPort = 7860;

    /// <summary>The address to listen on. Others than loopback ones need <see cref="ApiKey"/> or <see cref="ApiAuth"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>webui's folder, or one with the same layout. It is made where it does not exist.</summary>
    public string DataDir { get; init; } = DefaultDataDir;

    /// <summary>Whether a browser is opened once the server listens.</summary>
    public bool OpenBrowser { get; init; } = true;

    /// <summary>The key that programs send as "Authorization: Bearer"; null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>webui's --api-auth: "user:password", several separated by commas; null: none.</summary>
    public string? ApiAuth { get; init; }

    /// <summary>Threads to compute with; null: one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory for models and jobs, in bytes; null: most of what the machine has.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Largest body of a request, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 256L << 20;

    /// <summary>Most pixels of a picture, given or made.</summary>
    public long MaxPixels { get; init; } = 64L << 20;

    /// <summary>Most sampling steps of a picture.</summary>
    public int MaxSteps { get; init; } = 1000;

    /// <summary>Most jobs that wait at once.</summary>
    public int MaxQueue { get; init; } = 20000;

    /// <summary>Whether pictures may be given as URLs, which are then fetched; never from private addresses.</summary>
    public bool AllowUrls { get; init; }

    /// <summary>Hosts besides the own address whose pages may speak to the server, such as "studio.example.org".</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool IsLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static string DefaultDataDir => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "palimpsest", "studio");
}
