using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Tests.PalimpsestApi;

public sealed class ApiTests : IDisposable
{
    private const string Small = """{"prompt": "a cat", "steps": 2, "width": 64, "height": 64, "sampler": "Euler", "seed": 7, "subseed": 1}""";

    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_is_created_once_watched_and_its_picture_fetched()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        (HttpStatusCode created, JsonNode? job) = await SendAsync(client, "POST", "/api/v1/jobs", Small, "my key");
        Assert.Equal(HttpStatusCode.Created, created);
        string id = job!["id"]!.GetValue<string>();
        Assert.Equal(id, (await SendAsync(client, "POST", "/api/v1/jobs", Small, "my key")).Body!["id"]!.GetValue<string>());
        (HttpStatusCode conflict, JsonNode? problem) = await SendAsync(client, "POST", "/api/v1/jobs", Small.Replace("cat", "dog", StringComparison.Ordinal), "my key");
        Assert.Equal((HttpStatusCode.Conflict, "Idempotency-Key"), (conflict, problem!["field"]!.GetValue<string>()));

        // Ends by itself with the job's last entry.
        string events = await client.GetStringAsync($"/api/v1/jobs/{id}/events", TestContext.Current.CancellationToken);
        Assert.Contains("event: event\nid: 1\ndata: {\"sequence\":1,", events, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"picture\"", events, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"completed\"", events, StringComparison.Ordinal);
        string last = await client.GetStringAsync($"/api/v1/jobs/{id}/events?after=2", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("id: 2\n", last, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"completed\"", last, StringComparison.Ordinal);

        JsonNode done = (await SendAsync(client, "GET", $"/api/v1/jobs/{id}")).Body!;
        Assert.Equal(("completed", 1, "api"), (done["state"]!.GetValue<string>(), done["finished"]!.GetValue<int>(), done["origin"]!.GetValue<string>()));
        JsonNode picture = (await SendAsync(client, "GET", $"/api/v1/jobs/{id}/pictures")).Body!["pictures"]![0]!;
        byte[] file = await client.GetByteArrayAsync(picture["file"]!.GetValue<string>(), TestContext.Current.CancellationToken);
        Assert.Equal((await studio.Gallery.OfJobAsync(Guid.Parse(id))).Select(kept => File.ReadAllBytes(kept.Path)).Single(), file);
        Assert.Equal(1, (await SendAsync(client, "GET", "/api/v1/pictures?text=CAT&take=1")).Body!["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(client, "POST", $"/api/v1/jobs/{id}/cancel")).Status);

        // The same request to webui's route gives the same bytes.
        string webui = """{"prompt": "a cat", "steps": 2, "width": 64, "height": 64, "sampler_name": "Euler", "seed": 7, "subseed": 1}""";
        JsonNode theirs = (await SendAsync(client, "POST", "/sdapi/v1/txt2img", webui)).Body!;
        Assert.Equal(Convert.ToBase64String(file), theirs["images"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Waiting_jobs_are_listed_moved_and_cancelled()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        Assert.True((await SendAsync(client, "POST", "/api/v1/queue/pause")).Body!["isPaused"]!.GetValue<bool>());
        string first = (await SendAsync(client, "POST", "/api/v1/jobs", Small)).Body!["id"]!.GetValue<string>();
        string second = (await SendAsync(client, "POST", "/api/v1/jobs", Small)).Body!["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, "POST", $"/api/v1/jobs/{second}/move", $$"""{"before": "{{first}}"}""")).Status);
        JsonNode list = (await SendAsync(client, "GET", "/api/v1/jobs?state=queued")).Body!;
        Assert.Equal([second, first], list["jobs"]!.AsArray().Select(job => job!["id"]!.GetValue<string>()));
        JsonNode waiting = (await SendAsync(client, "GET", "/internal/pending-tasks")).Body!;
        Assert.Equal(2, waiting["size"]!.GetValue<int>());
        Assert.Equal("cancelled", (await SendAsync(client, "POST", $"/api/v1/jobs/{first}/cancel")).Body!["state"]!.GetValue<string>());
        Assert.Equal(1, (await SendAsync(client, "POST", "/api/v1/queue/cancel-all")).Body!["cancelled"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, "GET", "/api/v1/progress")).Status);
    }

    [Fact]
    public async Task What_is_in_the_way_of_all_jobs_is_told_with_the_queue_and_described()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();

        // A job that ends: from then on the runner says by itself no more that nothing is in the way.
        await studio.MakeAsync(RunningStudio.Small);
        JsonObject free = (await SendAsync(client, "GET", "/api/v1/queue")).Body!.AsObject();
        Assert.True(free.TryGetPropertyValue("hindrance", out JsonNode? nothing) && nothing is null, free.ToJsonString());

        studio.Get<JobQueue>().SetHindrance("The jobs wait until they can be stored: the disk is full.");
        foreach ((string method, string route) in new[] { ("GET", "queue"), ("POST", "queue/resume") })
        {
            Assert.Equal("The jobs wait until they can be stored: the disk is full.", (await SendAsync(client, method, "/api/v1/" + route)).Body!["hindrance"]!.GetValue<string>());
        }

        JsonNode document = (await SendAsync(client, "GET", "/openapi.json")).Body!;
        Assert.Equal("""["null","string"]""", document["components"]!["schemas"]!["QueueView"]!["properties"]!["hindrance"]!["type"]!.ToJsonString());
        Assert.Contains("why no job goes on", document["paths"]!["/api/v1/queue"]!["get"]!["summary"]!.GetValue<string>());
    }

    [Fact]
    public async Task Everything_is_described()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        JsonNode document = (await SendAsync(client, "GET", "/openapi.json")).Body!;
        JsonObject paths = document["paths"]!.AsObject();
        foreach (string path in new[] { "/api/v1/jobs", "/api/v1/jobs/{id}/events", "/api/v1/pictures", "/api/v1/models", "/sdapi/v1/img2img", "/sdapi/v1/options", "/internal/progress" })
        {
            Assert.True(paths.ContainsKey(path), path);
        }

        foreach ((string path, JsonNode? methods) in paths)
        {
            Assert.All(methods!.AsObject(), method => Assert.True(method.Value!["summary"]?.GetValue<string>().Length > 5, $"{method.Key} {path} has no summary"));
        }

        JsonNode schemas = document["components"]!["schemas"]!;
        Assert.Equal("A job.", schemas["JobView"]!["description"]!.GetValue<string>());
        Assert.Equal("Why it failed.", schemas["JobView"]!["properties"]!["error"]!["description"]!.GetValue<string>());
        Assert.Equal("0.75", paths["/sdapi/v1/img2img"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!["denoising_strength"]!["default"]!.ToJsonString());
        string page = await client.GetStringAsync("/docs", TestContext.Current.CancellationToken);
        Assert.Contains("/api/v1/jobs/{id}/events", page, StringComparison.Ordinal);
        Assert.Contains("denoisingStrength", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        (HttpStatusCode missing, JsonNode? problem) = await SendAsync(client, "GET", "/api/v1/nope");
        Assert.Equal((HttpStatusCode.NotFound, "There is no route GET /api/v1/nope."), (missing, problem!["detail"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, "GET", "/api/v1/jobs?staet=queued")).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpClient client, string method, string route, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), route);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
