using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Palimpsest.Studio.Components.Files;

/// <summary>The pages' own files, which lie inside the assembly. Browsers ask each time whether theirs is still the same.</summary>
internal static class EmbeddedFiles
{
    private static readonly Assembly Assembly = typeof(EmbeddedFiles).Assembly;

    private static readonly (string File, string Address, string MediaType)[] All =
    [
        ("studio.css", StudioAddresses.Root + "/studio.css", "text/css; charset=utf-8"),
        ("api.css", StudioAddresses.ApiStyle, "text/css; charset=utf-8"),
        ("studio.js", StudioAddresses.Script, "text/javascript; charset=utf-8"),
        ("easel.js", StudioAddresses.EaselScript, "text/javascript; charset=utf-8"),
        ("theme.js", StudioAddresses.Root + "/theme.js", "text/javascript; charset=utf-8"),
        ("icons.svg", StudioAddresses.Icons, "image/svg+xml"),
        ("mark.svg", StudioAddresses.Root + "/mark.svg", "image/svg+xml"),
        ("mark.svg", "/favicon.ico", "image/svg+xml"),
        ("blazor.web.js", "/_framework/blazor.web.js", "text/javascript; charset=utf-8"),
    ];

    public static void MapEmbeddedFiles(this IEndpointRouteBuilder routes)
    {
        foreach ((string file, string address, string mediaType) in All)
        {
            byte[] content = Read("wwwroot/" + file);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
            routes.MapGet(address, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(content, mediaType, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks its file '{name}'.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
