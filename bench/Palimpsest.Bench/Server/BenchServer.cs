using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Palimpsest.Bench.Jobs;

namespace Palimpsest.Bench.Server;

/// <summary>The built command's server, in a process of its own on a data folder of its own.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _client;

    private BenchServer(Process process, string folder, Uri address) =>
        (_process, _folder, Address, _client) = (process, folder, address, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) });

    public Uri Address { get; }

    /// <exception cref="InvalidOperationException">It did not start; it has said why on standard error.</exception>
    public static async Task<BenchServer> StartAsync(string model)
    {
        string folder = Directory.CreateTempSubdirectory("palimpsest-bench-").FullName, models = Path.Combine(folder, "models", "Stable-diffusion");
        Directory.CreateDirectory(models);
        File.CreateSymbolicLink(Path.Combine(models, Path.GetFileName(model)), model);
        Process process = Process.Start(new ProcessStartInfo("dotnet", [CommandRun.Command, "serve", "--port", "0", "--no-browser", "--data-dir", folder]) { RedirectStandardOutput = true })!;
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("palimpsest serve did not start.");
        return new BenchServer(process, folder, new Uri(line.Split(' ')[3]));
    }

    /// <summary>Makes one picture and says what that took.</summary>
    public async Task<JobCost> MakeAsync(int side, int steps, CancellationToken cancellation)
    {
        double before = Processor();
        string id = await SubmitAsync("a cat", side, steps, cancellation);

        // The log of one job ends with the job.
        await GetAsync($"api/v1/jobs/{id}/events", cancellation);
        JsonElement job = await GetAsync($"api/v1/jobs/{id}", cancellation);
        double processor = Processor() - before;
        return job.GetProperty("state").GetString() == "completed"
            ? new JobCost((job.GetProperty("endedAt").GetDateTimeOffset() - job.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds, processor)
            : throw new InvalidOperationException($"The job ended otherwise than it should: {job}");
    }

    public async Task<string> SubmitAsync(string prompt, int side, int steps, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "api/v1/jobs", new { prompt, width = side, height = side, steps, sampler = "Euler a", seed = 1, subseed = 1, save = false }, cancellation);
        return (await JsonOf(response, cancellation)).GetProperty("id").GetString()!;
    }

    public async Task PostAsync(string route, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _client.PostAsync(route, null, cancellation);
        await JsonOf(response, cancellation);
    }

    /// <returns>Nothing where the answer is not JSON.</returns>
    public async Task<JsonElement> GetAsync(string route, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _client.GetAsync(route, cancellation);
        return await JsonOf(response, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        string text = await response.Content.ReadAsStringAsync(cancellation);
        return !response.IsSuccessStatusCode ? throw new InvalidOperationException($"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}: {text}")
            : response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(text).RootElement
            : default;
    }

    private double Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }
}
