namespace Palimpsest.Studio.PalimpsestApi.Description;

/// <summary>A parameter of a route that its handler reads by itself.</summary>
/// <param name="Place">"query" or "header".</param>
internal sealed record RouteParameter(string Name, string Place, string Description);
