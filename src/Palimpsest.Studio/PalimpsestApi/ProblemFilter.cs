using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>Answers what goes wrong in a route as problem details.</summary>
internal sealed class ProblemFilter(ILogger<ProblemFilter> logger) : IEndpointFilter
{
    /// <summary>What the queue calls the header when its key was used for something else.</summary>
    private const string KeyField = "Idempotency-Key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ApiProblem problem)
        {
            return problem.Answer();
        }
        catch (StudioRequestException exception) when (exception.Field == KeyField)
        {
            return ApiProblem.Conflict(exception.Message, KeyField, exception).Answer();
        }
        catch (StudioRequestException exception)
        {
            return ApiProblem.Invalid(exception.Message, exception.Field, exception).Answer();
        }
        catch (WebUIException exception)
        {
            return ApiProblem.Invalid(exception.Message, null, exception).Answer();
        }
        catch (Exception exception) when (exception is GenerationException or PictureException or PromptException or CheckpointException)
        {
            return ApiProblem.Invalid(exception.Message, null, exception).Answer();
        }
        catch (StudioStorageException exception)
        {
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "Nothing can be stored at present", exception.Message, null, exception).Answer();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or BadHttpRequestException))
        {
            logger.LogError(exception, "{Method} {Path} failed", context.HttpContext.Request.Method, context.HttpContext.Request.Path);
            return new ApiProblem(StatusCodes.Status500InternalServerError, "This failed within the server", "The server's log says more.", null, exception).Answer();
        }
    }
}
