using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Palimpsest.Studio.Security;

namespace Palimpsest.Studio.Tests.Security;

public sealed class WrongSecretsTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.7"), Other = IPAddress.Parse("192.0.2.8");

    private readonly SetTime _time = new();

    [Fact]
    public void Too_many_lock_their_address_out_and_no_other_until_the_time_is_over()
    {
        var wrong = new WrongSecrets(_time);
        Guess(wrong, Guesser, WrongSecrets.Most - 1);
        Assert.Null(wrong.LockedOutFor(Guesser));
        _time.Now += WrongSecrets.Period / 2;
        wrong.Add(Guesser, "one more");
        Assert.Equal(WrongSecrets.Period, wrong.LockedOutFor(Guesser));
        Assert.Equal(WrongSecrets.Period, wrong.LockedOutFor(Guesser.MapToIPv6()));
        Assert.Null(wrong.LockedOutFor(Other));
        Assert.Null(wrong.LockedOutFor(null));
        _time.Now += WrongSecrets.Period;
        Assert.Null(wrong.LockedOutFor(Guesser));
        wrong.Add(Guesser, "again");
        Assert.Null(wrong.LockedOutFor(Guesser));
    }

    [Fact]
    public void Slow_mistakes_and_the_same_one_again_lock_nobody_out()
    {
        var wrong = new WrongSecrets(_time);
        for (int i = 0; i < 10 * WrongSecrets.Most; i++)
        {
            wrong.Add(Guesser, "an old key");
            wrong.Add(Other, $"guess {i}");
            _time.Now += 2 * WrongSecrets.Period / WrongSecrets.Most;
            Assert.Null(wrong.LockedOutFor(Guesser));
            Assert.Null(wrong.LockedOutFor(Other));
        }
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_count_together_and_memory_stays_small()
    {
        var wrong = new WrongSecrets(_time);
        for (int i = 0; i < WrongSecrets.Most; i++)
        {
            wrong.Add(IPAddress.Parse($"2001:db8::{i:x}"), $"guess {i}");
        }

        Assert.NotNull(wrong.LockedOutFor(IPAddress.Parse("2001:db8::ffff")));
        Assert.Null(wrong.LockedOutFor(IPAddress.Parse("2001:db8:0:1::1")));
        for (int i = 0; i < 10_001; i++)
        {
            wrong.Add(new IPAddress(i + 1L), "guess");
        }

        Assert.Null(wrong.LockedOutFor(IPAddress.Parse("2001:db8::ffff")));
    }

    [Fact]
    public async Task The_server_answers_429_with_the_time_to_wait_even_to_the_right_key()
    {
        using var folder = new StudioFolder();
        await using RunningStudio studio = await RunningStudio.StartAsync(folder.Options with { ApiKey = "right" });
        using HttpClient client = studio.App.GetTestClient();
        async Task<HttpResponseMessage> SendAsync(string route, string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, route);
            request.Headers.TryAddWithoutValidation("Authorization", key is null ? null : $"Bearer {key}");
            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/internal/ping", "right")).StatusCode);
        for (int i = 0; i < WrongSecrets.Most; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("/internal/ping", $"guess {i}")).StatusCode);
        }

        foreach ((string route, string field) in new[] { ("/sdapi/v1/progress", "errors"), ("/api/v1/jobs", "detail") })
        {
            HttpResponseMessage refused = await SendAsync(route, "right");
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), WrongSecrets.Period);
            Assert.Contains("try again in", JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))![field]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("/internal/ping", null)).StatusCode);
    }

    private static void Guess(WrongSecrets wrong, IPAddress address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            wrong.Add(address, $"guess {i}");
        }
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
