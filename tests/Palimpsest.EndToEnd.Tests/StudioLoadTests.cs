using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The built server under many clients at once. How much of a job's speed they cost is measured by the bench (docs/performance.md).</summary>
[Trait("Category", "Long")]
public sealed class StudioLoadTests(TinyModel model) : IClassFixture<TinyModel>
{
    private const int Clients = 200, Jobs = 10;

    /// <summary>Between a client's questions, as webui's page asks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Two_hundred_clients_that_watch_see_every_job_without_an_error()
    {
        await using ServedStudio studio = await ServedStudio.StartAsync(model);
        using var client = new HttpClient { BaseAddress = studio.Address, Timeout = Timeout.InfiniteTimeSpan };
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        List<Task<int>> asking = [.. Enumerable.Range(0, Clients / 2).Select(number => Task.Run(() => AskAsync(client, number, done.Token)))];
        List<Task<List<string>>> listening = [.. Enumerable.Range(0, Clients / 2).Select(_ => Task.Run(() => ListenAsync(client)))];
        for (int i = 0; i < Jobs; i++)
        {
            var body = new { prompt = $"picture {i}", steps = 10, width = 64, height = 64, sampler = "Euler a", seed = i, subseed = 1, batchCount = 2, tag = $"task {i}" };
            using HttpResponseMessage accepted = await client.PostAsJsonAsync("api/v1/jobs", body, done.Token);
            accepted.EnsureSuccessStatusCode();
        }

        List<string>[] heard = await Task.WhenAll(listening);
        await done.CancelAsync();
        int[] asked = await Task.WhenAll(asking);
        TestContext.Current.TestOutputHelper?.WriteLine($"{asked.Sum()} answers");
        Assert.All(asked, count => Assert.True(count > 0));
        Assert.All(heard, entries => Assert.Equal(heard[0], entries));
        Assert.Equal(Jobs * 2, heard[0].Count(entry => entry.EndsWith(" picture", StringComparison.Ordinal)));
        JsonNode completed = JsonNode.Parse(await client.GetStringAsync("api/v1/jobs?state=completed&take=1", TestContext.Current.CancellationToken))!;
        Assert.Equal(Jobs, completed["total"]!.GetValue<int>());
    }

    /// <summary>Asks in all the ways, one after the other, until told to end; any answer but 200 fails.</summary>
    private static async Task<int> AskAsync(HttpClient client, int number, CancellationToken end)
    {
        int count = 0;
        try
        {
            for (int turn = number; ; turn++, count++)
            {
                using HttpResponseMessage response = await ((turn % 3) switch
                {
                    0 => client.GetAsync("sdapi/v1/progress", end),
                    1 => client.PostAsJsonAsync("internal/progress", new { id_task = $"task {turn % Jobs}", id_live_preview = -1 }, end),
                    _ => client.GetAsync("api/v1/jobs?take=20", end),
                });
                response.EnsureSuccessStatusCode();
                Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(end)));
                await Task.Delay(Pause, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return count;
        }
    }

    /// <summary>The log from its beginning until all jobs are completed, as "number kind".</summary>
    private static async Task<List<string>> ListenAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync("api/v1/events?after=0", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        List<string> entries = [];
        int completed = 0;
        while (completed < Jobs)
        {
            string line = await lines.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new IOException("The events ended.");
            if (line.StartsWith("data:", StringComparison.Ordinal) && JsonNode.Parse(line[5..]) is JsonObject entry && entry["sequence"] is JsonNode sequence)
            {
                string kind = entry["kind"]!.GetValue<string>();
                entries.Add($"{sequence} {kind}");
                completed += kind == "completed" ? 1 : 0;
            }
        }

        return entries;
    }
}
