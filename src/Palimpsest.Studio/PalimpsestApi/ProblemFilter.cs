using Microsoft.AspNetCore.Http;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>Answers what goes wrong in a route as problem details.</summary>
internal sealed class ProblemFilter : IEndpointFilter
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
    }
}
