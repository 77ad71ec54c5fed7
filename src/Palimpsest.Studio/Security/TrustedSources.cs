using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Palimpsest.Studio.Security;

/// <summary>
/// Which requests come from where they should. A browser that was led here by a foreign page tells on itself: by a Host that is not ours (DNS rebinding), by
/// a foreign Origin, or by Sec-Fetch-Site.
/// </summary>
internal sealed class TrustedSources(StudioOptions options)
{
    /// <summary>Why a request is refused, or null.</summary>
    public string? Refusal(HttpRequest request)
    {
        if (!IsOwn(request.Host))
        {
            return $"The host '{request.Host}' is not this server's: use its address, or start it with PALIMPSEST_ALLOWED_HOSTS={request.Host.Host}.";
        }

        StringValues origin = request.Headers.Origin;
        if (origin.Count > 0 && !IsOwn(origin.ToString(), request.Host))
        {
            return $"Pages of '{origin}' may not use this server: start it with their host in PALIMPSEST_ALLOWED_HOSTS to allow them.";
        }

        // Programs do not send it. A person may follow a link to a page.
        bool isForeign = request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && origin.Count == 0;
        bool isVisit = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
        return isForeign && !isVisit ? "Other sites may not use this server from a person's browser." : null;
    }

    /// <summary>A name that leads here is one that nobody else can have given out: an address, localhost, or one that the options name.</summary>
    private bool IsOwn(HostString host)
    {
        string name = host.Host.Trim('[', ']');
        return name.Length > 0 && (IPAddress.TryParse(name, out _) || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.Equals(options.Host, StringComparison.OrdinalIgnoreCase) || IsAllowed(name));
    }

    private bool IsOwn(string origin, HostString host) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && (page.Scheme is "http" or "https")
        && (page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase) || IsSamePort(page, host) || IsAllowed(page.Host.Trim('[', ']')));

    /// <summary>Either may leave out the usual port.</summary>
    private static bool IsSamePort(Uri page, HostString host) =>
        page.Host.Trim('[', ']').Equals(host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && page.Port == (host.Port ?? (page.Scheme == "https" ? 443 : 80));

    private bool IsAllowed(string name) => options.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase);
}
