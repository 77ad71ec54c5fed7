using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.PalimpsestApi.Description;
using Palimpsest.Studio.PalimpsestApi.Requests;
using Palimpsest.Studio.PalimpsestApi.Views;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>Jobs: created, listed, watched, ended.</summary>
internal static class JobRoutes
{
    private const string KeyHeader = "Idempotency-Key";
    private const int LongestKey = 200;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("jobs", CreateAsync).Accepts<JobCreation>("application/json").Produces<JobView>(StatusCodes.Status201Created)
            .WithSummary("Creates a job and answers at once. With the Idempotency-Key of an earlier job, that job is answered and none is made.")
            .WithParameter(KeyHeader, "header", "A text of your choice, of 200 characters at most, the same for every try of one request.");
        routes.MapGet("jobs", ListAsync).Produces<JobListView>()
            .WithSummary("Lists jobs: those that run or wait in their order, those that ended with the latest first.")
            .WithParameter("state", "query", "queued, running, completed, failed or cancelled.")
            .WithParameter("text", "query", "Words that the prompt contains.")
            .WithParameter("origin", "query", "Who asked: page, sdapi, api, command.")
            .WithParameter("tag", "query", "The tag that it was created with.")
            .WithParameter("skip", "query", "How many to leave out.")
            .WithParameter("take", "query", "How many at most, 1 to 1000; 100.");
        routes.MapGet("jobs/{id:guid}", async (Guid id, HttpContext context, IJobQueue queue) => Answer(JobView.Of(await FindAsync(id, queue, context))))
            .Produces<JobView>().WithSummary("A job.");
        routes.MapPost("jobs/{id:guid}/cancel", CancelAsync).Produces<JobView>().WithSummary("Ends a job that waits or runs; its finished pictures stay.");
        routes.MapPost("jobs/{id:guid}/move", MoveAsync).Accepts<JobMove>("application/json").Produces<JobView>().WithSummary("Gives a waiting job another place.");
        routes.MapGet("jobs/{id:guid}/pictures", PicturesAsync).Produces<PictureListView>().WithSummary("What a job has made so far, grids first.");
    }

    internal static IResult Answer<T>(T view, int status = StatusCodes.Status200OK) => Results.Json(view, ApiJson.Options, statusCode: status);

    internal static async Task<Job> FindAsync(Guid id, IJobQueue queue, HttpContext context) =>
        await queue.FindAsync(id, context.RequestAborted) ?? throw ApiProblem.NotFound($"job {id}");

    private static async Task<IResult> CreateAsync(HttpContext context, IJobQueue queue, JobCreationReader reader)
    {
        string? key = context.Request.Headers[KeyHeader] is { Count: > 0 } given ? given.ToString() : null;
        if (key is { Length: 0 or > LongestKey })
        {
            throw ApiProblem.Malformed($"{KeyHeader} must have 1 to {LongestKey} characters.", KeyHeader);
        }

        StudioRequest request = await reader.ReadAsync(await ApiJson.ReadAsync<JobCreation>(context), context.RequestAborted);
        Job job = await queue.SubmitAsync(request, key, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        return Answer(JobView.Of(job), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IJobQueue queue)
    {
        var query = new Query(context, "state", "text", "origin", "tag", "skip", "take");
        JobPage page = await queue.ListAsync(
            new JobQuery
            {
                States = query.Choice<JobState>("state") is JobState state ? [state] : [],
                Text = query.Text("text"),
                Origin = query.Text("origin"),
                Tag = query.Text("tag"),
                Skip = query.Count("skip", 0, 0, int.MaxValue),
                Take = query.Count("take", 100, 1, 1000),
            },
            context.RequestAborted);
        return Answer(new JobListView([.. page.Jobs.Select(JobView.Of)], page.Total));
    }

    private static async Task<IResult> CancelAsync(Guid id, HttpContext context, IJobQueue queue)
    {
        Job job = await FindAsync(id, queue, context);
        if (!await queue.CancelAsync(id, context.RequestAborted))
        {
            throw ApiProblem.Conflict($"The job {id} has ended already: it is {job.State.ToString().ToLowerInvariant()}.", "id");
        }

        return Answer(JobView.Of(await FindAsync(id, queue, context)));
    }

    private static async Task<IResult> MoveAsync(Guid id, HttpContext context, IJobQueue queue)
    {
        await FindAsync(id, queue, context);
        JobMove move = await ApiJson.ReadAsync<JobMove>(context);
        try
        {
            await queue.MoveAsync(id, move.Before, context.RequestAborted);
        }
        catch (StudioRequestException exception)
        {
            throw ApiProblem.Conflict(exception.Message, "id", exception);
        }

        return Answer(JobView.Of(await FindAsync(id, queue, context)));
    }

    private static async Task<IResult> PicturesAsync(Guid id, HttpContext context, IJobQueue queue, IGallery gallery)
    {
        await FindAsync(id, queue, context);
        IReadOnlyList<GalleryPicture> pictures = await gallery.OfJobAsync(id, context.RequestAborted);
        return Answer(new PictureListView([.. pictures.Select(PictureView.Of)], pictures.Count));
    }
}
