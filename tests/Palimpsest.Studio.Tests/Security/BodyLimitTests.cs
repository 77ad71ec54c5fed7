using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Palimpsest.Studio.Tests.Security;

/// <summary>On the real web server: bodies whose length is not told beforehand are known to be too large only as they come.</summary>
public sealed class BodyLimitTests : IDisposable
{
    private const int Most = 1 << 20;

    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/sdapi/v1/txt2img", "errors")]
    [InlineData("/internal/progress", "errors")]
    [InlineData("/api/v1/jobs", "detail")]
    [InlineData(StudioAddresses.Inputs, "detail")]
    public async Task A_body_that_does_not_tell_its_length_is_cut_off_at_the_limit(string route, string field)
    {
        await using WebApplication app = StudioApplication.Build(_folder.Options with { MaxBodyBytes = Most });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent([.. Enumerable.Repeat((byte)' ', 2 * Most)]) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.RequestEntityTooLarge, $"{response.StatusCode}: {text}");
        Assert.Contains($"more than the {Most} bytes", JsonNode.Parse(text)![field]!.GetValue<string>(), StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
