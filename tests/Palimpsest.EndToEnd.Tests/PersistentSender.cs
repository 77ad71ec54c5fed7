using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>A program that sends jobs to a server that comes and goes: a job that was not answered is sent again under the same key.</summary>
internal sealed class PersistentSender(Random random)
{
    /// <summary>No more jobs are sent while so many wait.</summary>
    private const int MostWaiting = 2;

    private readonly List<Guid> _accepted = [];

    /// <summary>What was answered, in the order in which it was sent.</summary>
    public IReadOnlyList<Guid> Accepted => _accepted;

    /// <summary>How many answers there were, to retries too.</summary>
    public int Answers { get; private set; }

    /// <summary>How many times the server went before it answered.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Sends jobs until the server goes, or so many are accepted.</summary>
    public async Task SendAsync(Uri address, int jobs = int.MaxValue)
    {
        using var client = new HttpClient { BaseAddress = address };
        try
        {
            while (_accepted.Count < jobs)
            {
                await SendNextAsync(client);

                // Each was answered long ago: nothing new comes of it.
                int again = random.Next(_accepted.Count);
                Assert.Equal(_accepted[again], await PostAsync(client, again));
                while (await WaitingAsync(client) >= MostWaiting)
                {
                    await Task.Delay(20);
                }
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed.
        }
    }

    /// <summary>Sends what may have been accepted without an answer.</summary>
    public async Task SendLastAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        await SendNextAsync(client);
    }

    private async Task SendNextAsync(HttpClient client)
    {
        Unanswered++;
        _accepted.Add(await PostAsync(client, _accepted.Count));
        Unanswered--;
    }

    private async Task<Guid> PostAsync(HttpClient client, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/jobs");
        request.Headers.Add("Idempotency-Key", $"sent {number}");
        request.Content = JsonContent.Create(Body(number));
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        Answers++;
        return JsonNode.Parse(text)!["id"]!.GetValue<Guid>();
    }

    private static async Task<int> WaitingAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync("api/v1/jobs?state=queued&take=1"))!["total"]!.GetValue<int>();

    /// <summary>In turns three pictures, an enlargement of nine tiles, and two prompts with a grid.</summary>
    private static JsonObject Body(int number)
    {
        var body = new JsonObject
        {
            ["prompt"] = $"sent {number}{(number % 3 == 2 ? "|red" : "")}",
            ["steps"] = 2,
            ["width"] = 64,
            ["height"] = 64,
            ["seed"] = number * 100,
            ["subseed"] = 1,
            ["sampler"] = "Euler a",
            ["batchCount"] = number % 3 == 0 ? 3 : 1,
        };
        if (number % 3 == 1)
        {
            var picture = new Picture(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i / 7))]);
            body["pictures"] = new JsonArray(new JsonObject { ["data"] = Convert.ToBase64String(PngEncoder.Encode(picture, [])) });
            body["script"] = new JsonObject { ["name"] = "sd upscale", ["arguments"] = new JsonArray("", 16, "Lanczos", 2) };
        }
        else if (number % 3 == 2)
        {
            body["script"] = new JsonObject { ["name"] = "prompt matrix" };
        }

        return body;
    }
}
