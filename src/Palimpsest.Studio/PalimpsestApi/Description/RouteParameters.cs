using Microsoft.AspNetCore.Builder;

namespace Palimpsest.Studio.PalimpsestApi.Description;

/// <summary>Says which parameters a route has.</summary>
internal static class RouteParameters
{
    public static RouteHandlerBuilder WithParameter(this RouteHandlerBuilder route, string name, string place, string description) =>
        route.WithMetadata(new RouteParameter(name, place, description));
}
