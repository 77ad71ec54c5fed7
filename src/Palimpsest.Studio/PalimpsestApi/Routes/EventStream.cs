using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.PalimpsestApi.Views;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>
/// Writes the log as server-sent events: "event" with the entry's sequence number as id; between them "progress", which has no id, as it is not kept, and is
/// left out when the listener is slow; and comments, which keep the connection open.
/// </summary>
internal sealed class EventStream(IJobQueue queue, long after, Guid? jobId) : IResult
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>A listener is told of progress no more often: as often as webui's page asks.</summary>
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(500);

    private static volatile ProgressText? _latest;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        CancellationToken stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
        int waiting = 0;
        long told = Stopwatch.GetTimestamp() - (long)(BetweenProgress.TotalSeconds * Stopwatch.Frequency);
        void Tell(JobProgress? progress)
        {
            // One at a time: a slow listener gets the next one that is current when it is ready.
            if (progress is not null && (jobId is null || progress.JobId == jobId) && Stopwatch.GetElapsedTime(told) >= BetweenProgress
                && Interlocked.CompareExchange(ref waiting, 1, 0) == 0)
            {
                told = Stopwatch.GetTimestamp();
                lines.Writer.TryWrite(TextOf(progress));
            }
        }

        queue.ProgressChanged += Tell;
        Task log = CopyLogAsync(lines.Writer, end.Token);
        try
        {
            await response.StartAsync(end.Token);
            await foreach (string line in WithCommentsAsync(lines.Reader, end.Token))
            {
                await response.WriteAsync(line, end.Token);
                await response.Body.FlushAsync(end.Token);
                Interlocked.Exchange(ref waiting, 0);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener has gone, or the server ends; it goes on behind the last entry that it saw.
        }
        finally
        {
            queue.ProgressChanged -= Tell;
            await end.CancelAsync();
            await log;
        }
    }

    /// <summary>Ends with the job's last entry.</summary>
    private async Task CopyLogAsync(ChannelWriter<string> lines, CancellationToken cancellation)
    {
        try
        {
            await foreach (JobEvent entry in queue.SubscribeAsync(after, jobId, cancellation))
            {
                var view = new EventView(entry.Sequence, entry.JobId, entry.Time, entry.Kind, entry.PictureId, entry.Message);
                lines.TryWrite(Text("event", entry.Sequence, view));
                if (jobId is not null && (entry.Kind is JobEventKind.Completed or JobEventKind.Failed or JobEventKind.Cancelled))
                {
                    break;
                }
            }

            lines.TryComplete();
        }
        catch (OperationCanceledException)
        {
            lines.TryComplete();
        }
        catch (Exception exception)
        {
            lines.TryComplete(exception);
        }
    }

    private static async IAsyncEnumerable<string> WithCommentsAsync(ChannelReader<string> lines, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task<bool> next = lines.WaitToReadAsync(cancellation).AsTask();
            while (await Task.WhenAny(next, Task.Delay(Silence, cancellation)) != next)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return ":\n\n";
            }

            if (!await next)
            {
                yield break;
            }

            while (lines.TryRead(out string? line))
            {
                yield return line;
            }
        }
    }

    /// <summary>Made once for all listeners: the job waits until all are told.</summary>
    private static string TextOf(JobProgress progress)
    {
        ProgressText? latest = _latest;
        if (!ReferenceEquals(latest?.Progress, progress))
        {
            _latest = latest = new ProgressText(progress, Text("progress", null, ProgressView.Of(progress)));
        }

        return latest!.Text;
    }

    private static string Text<T>(string name, long? id, T data)
    {
        string idLine = id is long sequence ? string.Create(CultureInfo.InvariantCulture, $"id: {sequence}\n") : "";
        return $"event: {name}\n{idLine}data: {JsonSerializer.Serialize(data, ApiJson.Options)}\n\n";
    }

    private sealed record ProgressText(JobProgress Progress, string Text);
}
