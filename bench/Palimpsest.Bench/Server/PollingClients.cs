using System.Diagnostics;
using System.Net.Http.Json;

namespace Palimpsest.Bench.Server;

/// <summary>
/// Clients that watch a server: of four, one listens to the events, the others ask in turns for webui's progress, webui's progress of a task, and the list of jobs.
/// </summary>
internal sealed class PollingClients(Uri address, int count, TimeSpan interval) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CountdownEvent _begun = new(count);
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    private List<Task> _running = [];
    private double _processorBefore;
    private long _answers;
    private long _events;
    private long _errors;

    /// <summary>Comes back once each of them has had its first answer.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _running = [.. Enumerable.Range(0, count).Select(number => Task.Run(() => number % 4 == 3 ? ListenAsync() : AskAsync(number), cancellation))];
        await Task.Run(() => _begun.Wait(cancellation), cancellation);
        (_answers, _events, _processorBefore) = (0, 0, Processor());
    }

    public async Task<ClientCounts> StopAsync()
    {
        double processor = Processor() - _processorBefore;
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        return new ClientCounts(_answers, _events, _errors, processor);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _begun.Dispose();
        _stop.Dispose();
    }

    private static double Processor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private async Task AskAsync(int number)
    {
        // Spread over the interval, as people are.
        bool isFirst = true;
        await PauseAsync(interval * ((double)number / count));
        for (int turn = number; !_stop.IsCancellationRequested; turn++)
        {
            try
            {
                using HttpResponseMessage response = await ((turn % 3) switch
                {
                    0 => _client.GetAsync("sdapi/v1/progress", _stop.Token),
                    1 => _client.PostAsJsonAsync("internal/progress", new { id_task = $"task {number}", id_live_preview = -1 }, _stop.Token),
                    _ => _client.GetAsync("api/v1/jobs?take=20", _stop.Token),
                });
                Count(response.IsSuccessStatusCode);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Told to end.
            }
            catch (HttpRequestException)
            {
                Count(isAnswer: false);
            }

            if (isFirst)
            {
                isFirst = false;
                _begun.Signal();
            }

            await PauseAsync(interval);
        }
    }

    private void Count(bool isAnswer) => Interlocked.Increment(ref (isAnswer ? ref _answers : ref _errors));

    private async Task PauseAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
    }

    private async Task ListenAsync()
    {
        bool hasBegun = false;
        try
        {
            using HttpResponseMessage response = await _client.GetAsync("api/v1/events", HttpCompletionOption.ResponseHeadersRead, _stop.Token);
            response.EnsureSuccessStatusCode();
            hasBegun = true;
            _begun.Signal();
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(_stop.Token));
            while (await lines.ReadLineAsync(_stop.Token) is string line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _events);
                }
            }

            Count(isAnswer: false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to end.
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Count(isAnswer: false);
            if (!hasBegun)
            {
                _begun.Signal();
            }
        }
    }
}
