using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs.Requests;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>Runs the jobs of the queue, one after the other, as long as the server lives.</summary>
internal sealed class JobRunner(
    JobQueue queue,
    StudioDatabase database,
    RequestStore requests,
    JobRecovery recovery,
    UnlistedPictures unlisted,
    PictureRows rows,
    ModelShelf shelf,
    JobPreparation preparation,
    DataFolder folder,
    ISettingsStore settings,
    ILogger<JobRunner> logger) : BackgroundService
{
    /// <summary>Until the database is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await recovery.RunAsync(stoppingToken).ConfigureAwait(false);
                queue.SetHindrance(null);
                await RunAllAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is StudioStorageException or DbException or IOException)
            {
                logger.LogError("The jobs cannot be stored ({Message}); trying again in {Seconds} s. Is the disk full?", exception.Message, Pause.TotalSeconds);
                queue.SetHindrance($"The jobs wait until they can be stored: {exception.Message}");
                await PauseAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "A defect of palimpsest; trying again in {Seconds} s", Pause.TotalSeconds);
                await PauseAsync(stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task PauseAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pause, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next round ends by itself.
        }
    }

    private async Task RunAllAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            if (await NextAsync(stopping).ConfigureAwait(false) is not Guid id)
            {
                await unlisted.PurgeAsync(stopping).ConfigureAwait(false);
                await queue.WorkAsync(stopping).ConfigureAwait(false);
                continue;
            }

            using var job = new RunningJob(id);
            queue.SetRunning(job);
            try
            {
                if (await BeginAsync(id, stopping).ConfigureAwait(false) is JobRow row)
                {
                    using CancellationTokenRegistration end = stopping.Register(job.Abandon);
                    await RunAsync(row, job, stopping).ConfigureAwait(false);
                }
            }
            finally
            {
                queue.SetRunning(null);
            }
        }
    }

    /// <summary>A job that was interrupted by the end of the process, else the first that waits.</summary>
    private async Task<Guid?> NextAsync(CancellationToken stopping)
    {
        await using StudioContext context = database.Open();
        return await context.Jobs
            .Where(job => job.State == JobState.Running || (job.State == JobState.Queued && !queue.IsPaused))
            .OrderByDescending(job => job.State).ThenBy(job => job.Order)
            .Select(job => (Guid?)job.Id)
            .FirstOrDefaultAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Marks a job as running; null when it was cancelled meanwhile.</summary>
    private async Task<JobRow?> BeginAsync(Guid id, CancellationToken stopping)
    {
        JobRow? begun = await database.WriteAsync(
            async context =>
            {
                JobRow row = await context.Jobs.FirstAsync(job => job.Id == id, stopping).ConfigureAwait(false);
                if (row.State == JobState.Queued)
                {
                    (row.State, row.StartedAt) = (JobState.Running, Clock.Now);
                    EventLog.Add(context, id, JobEventKind.Started);
                }

                return row.State == JobState.Running ? row : null;
            },
            stopping).ConfigureAwait(false);
        queue.Changed();
        return begun;
    }

    private async Task RunAsync(JobRow row, RunningJob job, CancellationToken stopping)
    {
        List<string> warnings = [.. row.ToJob().Warnings];
        JobOutcome? outcome = await Task.Factory.StartNew(
            () => Run(row, job, warnings), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        if (outcome is null)
        {
            // The server ends; the job runs on when it is back.
            return;
        }

        await EndAsync(row.Id, outcome, warnings).ConfigureAwait(false);
        if (outcome.StopsQueue)
        {
            queue.SetPaused(true);
        }

        queue.Ended(row.Id);
        new JobParts(folder, row.Id).Delete();
    }

    private async Task EndAsync(Guid id, JobOutcome outcome, List<string> warnings) => await database.WriteAsync(
        async context =>
        {
            JobRow row = await context.Jobs.FirstAsync(job => job.Id == id).ConfigureAwait(false);
            foreach (string warning in warnings.Except(row.ToJob().Warnings))
            {
                EventLog.Add(context, id, JobEventKind.Warning, null, warning);
            }

            (row.State, row.EndedAt, row.Error, row.ErrorField, row.Warnings) = (outcome.State, Clock.Now, outcome.Error, outcome.ErrorField, string.Join('\n', warnings));
            JobEventKind kind = outcome.State switch
            {
                JobState.Completed => JobEventKind.Completed,
                JobState.Failed => JobEventKind.Failed,
                _ => JobEventKind.Cancelled,
            };
            EventLog.Add(context, id, kind, null, outcome.Error);
            if (outcome.StopsQueue)
            {
                // Both or none: the next job would fail the same way.
                await queue.StorePausedAsync(context, true, outcome.Error, CancellationToken.None).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);

    /// <summary>Makes the pictures, on a thread of its own. Null when the server ended first.</summary>
    private JobOutcome? Run(JobRow row, RunningJob job, List<string> warnings)
    {
        ResidentModel? model = null;
        RunningJobObserver? observer = null;
        try
        {
            StudioRequest request = Read(row.Id);
            warnings.AddRange(request.Warnings.Except(warnings).ToList());
            ShelfCheckpoint checkpoint = shelf.Find(request.Checkpoint ?? "") ?? throw new StudioRequestException(
                $"The checkpoint '{request.Checkpoint}' is not there any more: put it back, or choose another.", "sd_model_checkpoint");
            string? vae = new VaeSelection(shelf.Vaes, settings).PathOf(request.Vae);
            IReadOnlyList<WorkItem> items = preparation.Items(request);
            observer = new RunningJobObserver(
                job, queue, new JobParts(folder, row.Id), new PreviewSettings(settings.Values), request.Script is null ? request.Generation.BatchCount : 0, items.Count);
            observer.Stage(Stages.Opening);
            model = shelf.Use(checkpoint, vae, observer, job.Cancellation);
            observer.Keeper = new PictureKeeper(row.Id, request, model.Model, preparation, rows);
            JobRequest library = preparation.Request(request, checkpoint.Path, vae);
            new JobRun(library, model.Model, model.Generator, observer, DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt ?? row.CreatedAt).ToLocalTime(), job.Control)
                .Run(items, job.Cancellation);
            return job.IsInterrupted ? new JobOutcome(JobState.Cancelled)
                : observer.HasMade ? new JobOutcome(JobState.Completed)
                : new JobOutcome(JobState.Failed, observer.Warnings.LastOrDefault() ?? "No picture was made.");
        }
        catch (OperationCanceledException)
        {
            return job.IsCancelled || job.IsInterrupted ? new JobOutcome(JobState.Cancelled) : null;
        }
        catch (Exception exception) when (exception is not (StudioStorageException or DbException))
        {
            return Failure(exception);
        }
        finally
        {
            warnings.AddRange(observer?.Warnings.Except(warnings).ToList() ?? []);
            if (model is not null)
            {
                shelf.Residency.ReturnFound();
                shelf.Residency.Return(model);
            }
        }
    }

    private StudioRequest Read(Guid id)
    {
        using StudioContext context = database.Open();
        return requests.Read(context.Requests.AsNoTracking().First(request => request.JobId == id).Json);
    }

    private JobOutcome Failure(Exception exception)
    {
        switch (exception)
        {
            case KeepingException:
                return new JobOutcome(JobState.Failed, $"A finished picture cannot be stored: {exception.Message} The queue is paused; resume it when pictures can be stored again.") { StopsQueue = true };
            case StudioRequestException refusal:
                return new JobOutcome(JobState.Failed, refusal.Message, refusal.Field);
            case ArgumentException:
                return new JobOutcome(JobState.Failed, exception.Message);
            default:
                string? message = JobFailure.Describe(exception);
                if (message is null)
                {
                    logger.LogError(exception, "A job ended with a defect of palimpsest");
                }

                return new JobOutcome(JobState.Failed, message ?? $"{exception.GetType().Name}: {exception.Message} This is a defect of palimpsest; the server's log says where.");
        }
    }
}
