using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi;

/// <summary>What the API's description says of webui's routes.</summary>
internal static class RouteDescriptions
{
    /// <summary>A route with a JSON body of that schema.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, BodySchema schema, string summary) => route.WithMetadata(schema).WithSummary(summary);
}
