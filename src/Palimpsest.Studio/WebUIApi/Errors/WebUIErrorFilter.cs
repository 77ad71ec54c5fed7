using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Errors;

/// <summary>Answers what goes wrong in a route as webui does.</summary>
internal sealed class WebUIErrorFilter(ILogger<WebUIErrorFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BodyException exception)
        {
            return WebUIAnswer.Faults(exception.Faults);
        }
        catch (WebUIException exception)
        {
            return WebUIAnswer.Error(exception);
        }
        catch (StudioRequestException exception)
        {
            string field = exception.Field is null || exception.Message.Contains(exception.Field, StringComparison.Ordinal) ? "" : $"{exception.Field}: ";
            return WebUIAnswer.Error(WebUIException.Internal("ValueError", field + exception.Message));
        }
        catch (Exception exception) when (exception is GenerationException or PictureException or PromptException or CheckpointException or StudioStorageException)
        {
            return WebUIAnswer.Error(WebUIException.Internal("RuntimeError", exception.Message));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or BadHttpRequestException))
        {
            logger.LogError(exception, "{Method} {Path} failed", context.HttpContext.Request.Method, context.HttpContext.Request.Path);
            return WebUIAnswer.Error(WebUIException.Internal(exception.GetType().Name, "This failed within the server, whose log says more."));
        }
    }
}
