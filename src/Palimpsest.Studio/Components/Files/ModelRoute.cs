using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Components.Files;

/// <summary>The way in for model files that are dropped on the page.</summary>
internal static class ModelRoute
{
    /// <summary>Larger than any checkpoint that can be used.</summary>
    private const long MostBytes = 32L << 30;

    public static void MapModelRoute(this IEndpointRouteBuilder routes) =>
        routes.MapPost(StudioAddresses.Models, AddAsync).DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(MostBytes));

    private static async Task<IResult> AddAsync(string name, HttpRequest request, ModelAddition addition, CancellationToken cancellation)
    {
        try
        {
            return Results.Json(new { path = await addition.AddAsync(name, request.Body, cancellation) });
        }
        catch (StudioRequestException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest, title: "This file cannot be added");
        }
    }
}
