using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Palimpsest.Studio.Tests.Security;

/// <summary>Every route that is mapped, of pages, files and APIs, is asked in all the ways that must not get through.</summary>
public sealed partial class RouteGuardTests : IDisposable
{
    private const string Key = "a key with 20 signs!";

    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_route_is_guarded()
    {
        StudioOptions options = _folder.Options with { ApiKey = Key };
        await using RunningStudio studio = await RunningStudio.StartAsync(options);
        List<(string Method, string Path, bool HasOwnLimit)> routes = [.. studio.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(Requests)];
        Assert.True(routes.Count > 60, $"Only {routes.Count} routes were found.");
        using HttpClient client = studio.App.GetTestClient();
        foreach ((string method, string path, bool hasOwnLimit) in routes)
        {
            async Task<HttpStatusCode> StatusAsync(Action<HttpRequestMessage> change)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
                change(request);
                using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                string policy = response.Headers.GetValues("Content-Security-Policy").Single();
                Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
                Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
                return response.StatusCode;
            }

            string route = $"{method} {path}";
            Assert.True(await StatusAsync(request => request.Headers.Authorization = null) == HttpStatusCode.Unauthorized, $"{route} answers without a key");
            Assert.True(await StatusAsync(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key + "x")) == HttpStatusCode.Unauthorized, $"{route} answers with a wrong key");
            Assert.True(await StatusAsync(request => request.Headers.Host = "evil.example:7860") == HttpStatusCode.Forbidden, $"{route} answers under a foreign host");
            Assert.True(await StatusAsync(request => request.Headers.Add("Origin", "http://evil.example")) == HttpStatusCode.Forbidden, $"{route} answers pages of others");
            Assert.True(await StatusAsync(request => request.Headers.Add("Origin", "null")) == HttpStatusCode.Forbidden, $"{route} answers pages without an origin");
            Assert.True(await StatusAsync(request => request.Headers.Add("Sec-Fetch-Site", "cross-site")) == HttpStatusCode.Forbidden, $"{route} answers other sites' elements");
            if (!hasOwnLimit && method != "GET")
            {
                HttpStatusCode status = await StatusAsync(request =>
                {
                    request.Content = new ByteArrayContent([]);
                    request.Content.Headers.ContentLength = options.MaxBodyBytes + 1;
                });
                Assert.True(status == HttpStatusCode.RequestEntityTooLarge, $"{route} takes bodies without limit");
            }
        }
    }

    [Fact]
    public async Task Who_may_is_answered()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { ApiKey = Key, ApiAuth = "anna:pass:word,bob:x", AllowedHosts = ["studio.example.org"] });
        using HttpClient client = studio.App.GetTestClient();
        async Task<HttpStatusCode> StatusAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/ping");
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("Authorization", Basic("anna:pass:word"))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("Authorization", Basic("anyone:" + Key))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(("Authorization", Basic("anna:x"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(("Authorization", "Basic ???")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key), ("Origin", "http://localhost")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key), ("Host", "192.168.1.5:7860"), ("Origin", "http://192.168.1.5:7860")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(("X-Api-Key", Key), ("Host", "192.168.1.5:7860"), ("Origin", "http://192.168.1.5:80")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key), ("Host", "studio.example.org")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key), ("Origin", "https://studio.example.org")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("X-Api-Key", Key), ("Host", "[::1]:7860")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(("X-Api-Key", Key), ("Host", "127.0.0.1.evil.example")));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.2")]
    public void Nobody_listens_wider_without_knowing_who_asks(string host)
    {
        StudioStartException exception = Assert.Throws<StudioStartException>(() => StudioApplication.Build(_folder.Options with { Host = host }));
        Assert.Contains("--api-auth", exception.Message, StringComparison.Ordinal);
    }

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static IEnumerable<(string Method, string Path, bool HasOwnLimit)> Requests(RouteEndpoint endpoint)
    {
        string path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => match.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1");
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } metadata ? metadata.HttpMethods : ["GET", "POST"];
        return methods.Select(method => (method, path, endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
