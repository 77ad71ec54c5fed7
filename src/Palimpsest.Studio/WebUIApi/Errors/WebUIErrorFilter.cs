using Microsoft.AspNetCore.Http;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Errors;

/// <summary>Answers what goes wrong in a route as webui does.</summary>
internal sealed class WebUIErrorFilter : IEndpointFilter
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
        catch (Exception exception) when (exception is GenerationException or PictureException or PromptException or CheckpointException)
        {
            return WebUIAnswer.Error(WebUIException.Internal("RuntimeError", exception.Message));
        }
    }
}
