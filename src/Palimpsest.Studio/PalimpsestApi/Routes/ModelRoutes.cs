using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.PalimpsestApi.Requests;
using Palimpsest.Studio.PalimpsestApi.Views;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>The models of the data folder.</summary>
internal static class ModelRoutes
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("models", (IModelShelf shelf) => Answer(shelf)).Produces<ModelListView>().WithSummary("All models, by kind.");
        routes.MapPost("models/refresh", (IModelShelf shelf) =>
        {
            shelf.Refresh();
            return Answer(shelf);
        }).Produces<ModelListView>().WithSummary("Looks into the folders again.");
        routes.MapPut("models/current", async (HttpContext context, IModelShelf shelf) =>
        {
            await shelf.SelectAsync((await ApiJson.ReadAsync<ModelChoice>(context)).Name, context.RequestAborted);
            return Answer(shelf);
        }).Accepts<ModelChoice>("application/json").Produces<ModelListView>().WithSummary("Chooses the checkpoint for requests that name none.");
        routes.MapPost("models/unload", async (HttpContext context, IModelShelf shelf) =>
        {
            await shelf.UnloadAsync(context.RequestAborted);
            return Answer(shelf);
        }).Produces<ModelListView>().WithSummary("Frees the memory of all checkpoints that no job uses.");
    }

    private static IResult Answer(IModelShelf shelf) => JobRoutes.Answer(new ModelListView(
        [.. shelf.Checkpoints.Select(checkpoint => ModelView.Of(checkpoint, shelf))],
        Names(shelf.Vaes),
        Names(shelf.Loras),
        Names(shelf.Hypernetworks),
        Names(shelf.Embeddings),
        shelf.Upscalers,
        shelf.LoadedBytes,
        shelf.Loading));

    private static IReadOnlyList<string> Names(IReadOnlyList<ShelfFile> files) => [.. files.Select(file => file.Name)];
}
