using System.Net;
using System.Net.Sockets;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.WebUIApi.Pictures;

/// <summary>Fetches pictures from URLs, if the server's options allow it: never from this machine or private networks, whatever a name or a redirect says.</summary>
internal sealed class PictureFetcher(StudioOptions options) : IDisposable
{
    private const string Local = "Request to local resource not allowed";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // webui.md 1.4

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = ConnectAsync,
        UseProxy = false,
        UseCookies = false,
        MaxAutomaticRedirections = 3,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Patience,
    };

    /// <exception cref="WebUIException">It is not allowed, or gives no file within the limits.</exception>
    public async Task<byte[]> FetchAsync(string url, CancellationToken cancellation)
    {
        if (!options.AllowUrls)
        {
            throw WebUIException.Http(500, "Requests not allowed", "Pictures are not fetched from URLs: send the picture itself, or start the server with PALIMPSEST_ALLOW_URLS=true.");
        }

        try
        {
            using HttpResponseMessage response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            response.EnsureSuccessStatusCode();
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
            return await ReadAsync(body, cancellation);
        }
        catch (HttpRequestException exception) when (exception.InnerException is WebUIException refusal)
        {
            throw WebUIException.Http(refusal.Status, refusal.Detail, refusal.Errors, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException or InvalidOperationException or IOException
            || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw WebUIException.Http(500, "Invalid image url", $"The picture cannot be fetched: {exception.Message}", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and int count)
        {
            if (bytes.Length + count > options.MaxBodyBytes)
            {
                throw WebUIException.Http(500, "Invalid image url", $"The file has more than the {options.MaxBodyBytes} bytes allowed.");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    /// <summary>Connects to an address that was checked, so that a second look-up cannot give another one.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        IPAddress address = addresses.FirstOrDefault(PublicAddress.Is)
            ?? throw WebUIException.Http(500, Local, $"'{context.DnsEndPoint.Host}' is this machine or lies in a private network: pictures are fetched from the public internet alone.");
        if (addresses.Any(other => !PublicAddress.Is(other)))
        {
            throw WebUIException.Http(500, Local, $"'{context.DnsEndPoint.Host}' has private addresses too: pictures are fetched from the public internet alone.");
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
