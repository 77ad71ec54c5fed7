using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Studio.WebUIApi;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.Security;

/// <summary>
/// Who may speak to the server, and how. It stands before every route, static files and pages included: what it refuses no route gets to see
/// (docs/security.md).
/// </summary>
public static class StudioSecurity
{
    /// <exception cref="StudioStartException">The options would let strangers in; the message says how to start instead.</exception>
    public static IServiceCollection AddStudioSecurity(this IServiceCollection services, StudioOptions options)
    {
        var credentials = new Credentials(options);
        if (!options.IsLoopback && !credentials.AreNeeded)
        {
            throw new StudioStartException(
                $"--host {options.Host} would let everybody in the network use this server. Give a key in PALIMPSEST_API_KEY, or users with --api-auth name:password, or leave --host out to serve this machine alone.");
        }

        services.AddSingleton(credentials);
        services.AddSingleton(new TrustedSources(options));
        services.AddSingleton(new WrongSecrets(TimeProvider.System));
        return services;
    }

    public static WebApplication UseStudioSecurity(this WebApplication app)
    {
        var sources = app.Services.GetRequiredService<TrustedSources>();
        var credentials = app.Services.GetRequiredService<Credentials>();
        var wrong = app.Services.GetRequiredService<WrongSecrets>();
        var options = app.Services.GetRequiredService<StudioOptions>();
        app.Use(async (context, next) =>
        {
            SecurityHeaders.Set(context.Response.Headers);
            AddProcessTime(context.Response);
            if (sources.Refusal(context.Request) is string refusal)
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden", refusal);
            }
            else if (!credentials.AreNeeded || await IsKnownAsync(context, credentials, wrong))
            {
                await LimitAsync(context, next, options.MaxBodyBytes);
            }
        });
        app.UseWebUIStatusPages();
        return app;
    }

    /// <summary>Whether a request says who sends it, and that is right; it is answered where not.</summary>
    private static async Task<bool> IsKnownAsync(HttpContext context, Credentials credentials, WrongSecrets wrong)
    {
        string? authorization = context.Request.Headers.Authorization, key = context.Request.Headers["X-Api-Key"];
        bool isNamed = authorization is not null || key is not null;
        IPAddress? address = context.Connection.RemoteIpAddress;
        if (isNamed && wrong.LockedOutFor(address) is TimeSpan rest)
        {
            // Not even a right one is told from a wrong one now.
            int seconds = (int)Math.Ceiling(rest.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests", $"Too many wrong passwords or keys came from your address: try again in {seconds} seconds.");
            return false;
        }

        if (credentials.Accept(authorization, key))
        {
            return true;
        }

        if (isNamed)
        {
            wrong.Add(address, $"{authorization}\n{key}");
        }

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Palimpsest\", charset=\"UTF-8\"";
        await RefuseAsync(context, StatusCodes.Status401Unauthorized, authorization is null ? "Not authenticated" : "Incorrect username or password", "");
        return false;
    }

    /// <summary>Bodies beyond the limit are not read; one that does not tell its length is cut off there. A route may have a limit of its own.</summary>
    private static async Task LimitAsync(HttpContext context, RequestDelegate next, long most)
    {
        IRequestSizeLimitMetadata? own = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        long? limit = own is null ? most : own.MaxRequestBodySize;
        if (context.Request.ContentLength > limit)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "Payload Too Large", TooLarge(limit));
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge && !context.Response.HasStarted)
        {
            await RefuseAsync(context, exception.StatusCode, "Payload Too Large", TooLarge(limit));
        }
    }

    private static string TooLarge(long? most) => $"The request has more than the {most} bytes that this server takes: send smaller pictures.";

    private static void AddProcessTime(HttpResponse response)
    {
        long start = Stopwatch.GetTimestamp();
        response.OnStarting(() =>
        {
            // webui's header, to four places.
            response.Headers["X-Process-Time"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 4).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    }

    private static async Task RefuseAsync(HttpContext context, int status, string detail, string errors)
    {
        context.Response.StatusCode = status;
        if (WebUIStatusPages.IsWebUI(context.Request.Path))
        {
            await WebUIAnswer.Error(WebUIException.Http(status, detail, errors)).ExecuteAsync(context);
        }
        else
        {
            await Results.Problem(errors.Length > 0 ? errors : detail, statusCode: status, title: detail).ExecuteAsync(context);
        }
    }
}
