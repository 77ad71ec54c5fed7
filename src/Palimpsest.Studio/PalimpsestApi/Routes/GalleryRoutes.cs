using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.PalimpsestApi.Description;
using Palimpsest.Studio.PalimpsestApi.Requests;
using Palimpsest.Studio.PalimpsestApi.Views;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>The pictures that were made.</summary>
internal static class GalleryRoutes
{
    public static void MapGallery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("pictures", SearchAsync).Produces<PictureListView>().WithSummary("Lists pictures, the latest first.")
            .WithParameter("text", "query", "Words that the prompt contains.")
            .WithParameter("model", "query", "The checkpoint's name.")
            .WithParameter("from", "query", "Made at this time or later.")
            .WithParameter("to", "query", "Made before this time.")
            .WithParameter("kind", "query", "picture, grid, mask, maskcomposite or extra.")
            .WithParameter("favourites", "query", "true: favourites only.")
            .WithParameter("bin", "query", "true: those in the bin.")
            .WithParameter("skip", "query", "How many to leave out.")
            .WithParameter("take", "query", "How many at most, 1 to 1000; 50.");
        routes.MapGet("pictures/{id:long}", async (long id, HttpContext context, IGallery gallery) => JobRoutes.Answer(PictureView.Of(await FindAsync(id, gallery, context))))
            .Produces<PictureView>().WithSummary("What is known of a picture.");
        routes.MapGet("pictures/{id:long}/file", FileAsync).Produces(StatusCodes.Status200OK, contentType: "image/png").WithSummary("A picture's file.");
        List(routes, "ancestors", "The pictures that it came from, the nearest first.", (gallery, id, cancellation) => gallery.AncestorsAsync(id, cancellation));
        List(routes, "children", "The pictures that were made from it.", (gallery, id, cancellation) => gallery.ChildrenAsync(id, cancellation));
        routes.MapPut("pictures/{id:long}/favourite", FavourAsync).Accepts<Favourite>("application/json").Produces<PictureView>().WithSummary("Makes it a favourite, or none.");
        Change(routes, HttpMethods.Delete, "pictures/{id:long}", "Moves a picture to the bin.", (gallery, id, cancellation) => gallery.MoveToBinAsync([id], cancellation));
        Change(routes, HttpMethods.Post, "pictures/{id:long}/restore", "Takes a picture back from the bin.", (gallery, id, cancellation) => gallery.RestoreAsync([id], cancellation));
    }

    private static async Task<GalleryPicture> FindAsync(long id, IGallery gallery, HttpContext context) =>
        await gallery.FindAsync(id, context.RequestAborted) ?? throw ApiProblem.NotFound($"picture {id}");

    private static async Task<IResult> SearchAsync(HttpContext context, IGallery gallery)
    {
        var query = new Query(context, "text", "model", "from", "to", "kind", "favourites", "bin", "skip", "take");
        GalleryPage page = await gallery.SearchAsync(
            new GalleryQuery
            {
                Text = query.Text("text"),
                Model = query.Text("model"),
                From = query.Time("from"),
                To = query.Time("to"),
                Kind = query.Choice<GalleryPictureKind>("kind"),
                OnlyFavourites = query.Flag("favourites"),
                InBin = query.Flag("bin"),
                Skip = query.Count("skip", 0, 0, int.MaxValue),
                Take = query.Count("take", 50, 1, 1000),
            },
            context.RequestAborted);
        return JobRoutes.Answer(new PictureListView([.. page.Pictures.Select(PictureView.Of)], page.Total));
    }

    private static async Task<IResult> FileAsync(long id, HttpContext context, IGallery gallery)
    {
        GalleryPicture picture = await FindAsync(id, gallery, context);
        return File.Exists(picture.Path)
            ? Results.File(picture.Path, picture.MediaType, enableRangeProcessing: true)
            : throw ApiProblem.NotFound($"file of picture {id} any more");
    }

    private static async Task<IResult> FavourAsync(long id, HttpContext context, IGallery gallery)
    {
        await FindAsync(id, gallery, context);
        Favourite wanted = await ApiJson.ReadAsync<Favourite>(context);
        await gallery.SetFavouriteAsync(id, wanted.IsFavourite, context.RequestAborted);
        return JobRoutes.Answer(PictureView.Of(await FindAsync(id, gallery, context)));
    }

    private static void List(IEndpointRouteBuilder routes, string what, string summary, Func<IGallery, long, CancellationToken, Task<IReadOnlyList<GalleryPicture>>> read) =>
        routes.MapGet($"pictures/{{id:long}}/{what}", async (long id, HttpContext context, IGallery gallery) =>
        {
            await FindAsync(id, gallery, context);
            IReadOnlyList<GalleryPicture> pictures = await read(gallery, id, context.RequestAborted);
            return JobRoutes.Answer(new PictureListView([.. pictures.Select(PictureView.Of)], pictures.Count));
        }).Produces<PictureListView>().WithSummary(summary);

    private static void Change(IEndpointRouteBuilder routes, string method, string route, string summary, Func<IGallery, long, CancellationToken, Task> change) =>
        routes.MapMethods(route, [method], async (long id, HttpContext context, IGallery gallery) =>
        {
            await FindAsync(id, gallery, context);
            await change(gallery, id, context.RequestAborted);
            return JobRoutes.Answer(PictureView.Of(await FindAsync(id, gallery, context)));
        }).Produces<PictureView>().WithSummary(summary);
}
