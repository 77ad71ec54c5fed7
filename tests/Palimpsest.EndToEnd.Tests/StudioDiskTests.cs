using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The built server whose data folder lies on a small disk, which a file fills up.</summary>
public sealed class StudioDiskTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public async Task On_a_full_disk_nothing_is_accepted_and_with_room_again_all_that_was_accepted_is_made()
    {
        await using SmallDisk disk = await SmallDisk.StartAsync(model);
        using var client = new HttpClient { BaseAddress = disk.Address, Timeout = TimeSpan.FromMinutes(10) };
        using (HttpResponseMessage first = await SendAsync(client, "first", batchCount: 200))
        {
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        }

        disk.Fill();
        int accepted = 0;
        HttpResponseMessage refused;
        while ((refused = await SendAsync(client, $"waiting {accepted}")).StatusCode == HttpStatusCode.Created)
        {
            // What room there was in the database is used up by these.
            accepted++;
        }

        string text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(refused.StatusCode == HttpStatusCode.ServiceUnavailable, text);
        Assert.Contains("disk is not full", JsonNode.Parse(text)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        disk.Clear();
        using (HttpResponseMessage again = await SendAsync(client, $"waiting {accepted}"))
        {
            Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        }

        // A job whose picture could not be stored has failed and stopped the queue; one that was not that far goes on.
        JsonNode begun = await UntilAsync(client, "api/v1/jobs?text=first", node => node["jobs"]![0]!["state"]!.GetValue<string>() is "failed" or "completed");
        JsonNode job = begun["jobs"]![0]!;
        if (job["state"]!.GetValue<string>() == "failed")
        {
            Assert.Contains("A finished picture cannot be stored", job["error"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.True((await GetAsync(client, "api/v1/queue"))["isPaused"]!.GetValue<bool>());
            using HttpResponseMessage resumed = await client.PostAsync("api/v1/queue/resume", null, TestContext.Current.CancellationToken);
            resumed.EnsureSuccessStatusCode();
        }

        await UntilAsync(client, "api/v1/jobs?text=waiting&state=completed&take=1", node => node["total"]!.GetValue<int>() == accepted + 1);
        Assert.Equal(accepted + 2, (await GetAsync(client, "api/v1/jobs?take=1"))["total"]!.GetValue<int>());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string prompt, int batchCount = 1)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/jobs");
        request.Headers.Add("Idempotency-Key", prompt);
        request.Content = JsonContent.Create(new { prompt, steps = 1, width = 64, height = 64, sampler = "Euler", seed = 1, subseed = 1, batchCount });
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string route) =>
        JsonNode.Parse(await client.GetStringAsync(route, TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> UntilAsync(HttpClient client, string route, Func<JsonNode, bool> isSo)
    {
        while (true)
        {
            JsonNode node = await GetAsync(client, route);
            if (isSo(node))
            {
                return node;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
