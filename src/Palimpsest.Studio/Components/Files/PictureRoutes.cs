using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Components.Files;

/// <summary>The pictures that pages show, and the way in for those that people give. Each is called by a number or hash, never by a path.</summary>
internal static class PictureRoutes
{
    /// <summary>What never changes under its address.</summary>
    private const string Immutable = "private, max-age=31536000, immutable";

    private const int MostZipped = 1000;

    public static void MapPictureRoutes(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").ExcludeFromDescription();
        var options = routes.ServiceProvider.GetRequiredService<StudioOptions>();
        group.MapPost(StudioAddresses.Inputs, TakeAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(options.MaxBodyBytes));
        group.MapGet(StudioAddresses.Inputs + "/{id}", Input);
        group.MapGet(StudioAddresses.Samples + "/{file}", Sample);
        group.MapGet(StudioAddresses.Previews + "/{number:long}", Preview);
        group.MapGet(StudioAddresses.Jobs + "/{id:guid}/source", SourceAsync);
        group.MapGet(StudioAddresses.Pictures + "/zip", ZipAsync);
        group.MapGet(StudioAddresses.Pictures + "/{id:long}", (long id, IGallery gallery, HttpContext context) => PictureAsync(id, isDownload: false, gallery, context));
        group.MapGet(StudioAddresses.Pictures + "/{id:long}/download", (long id, IGallery gallery, HttpContext context) => PictureAsync(id, isDownload: true, gallery, context));
        group.MapGet(StudioAddresses.Pictures + "/{id:long}/thumbnail", ThumbnailAsync);
    }

    private static async Task<IResult> TakeAsync(HttpRequest request, InputPictures inputs, CancellationToken cancellation)
    {
        try
        {
            ChosenPicture picture = await inputs.AddAsync(request.Body, cancellation);
            return Results.Json(picture);
        }
        catch (PictureException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest, title: "This picture cannot be used");
        }
    }

    private static IResult Input(string id, InputPictures inputs, HttpContext context)
    {
        if (inputs.FindPath(id) is not string path)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = Immutable;
        return Results.File(path, MediaTypeOf(path));
    }

    private static IResult Sample(string file, HttpContext context)
    {
        if (SamplePictures.Open(file) is not Stream stream)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Stream(stream, file.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");
    }

    private static IResult Preview(long number, Filmstrips filmstrips, HttpContext context)
    {
        if (filmstrips.Find(number) is not LivePreview preview)
        {
            return Results.NotFound();
        }

        // Numbers begin anew with the server.
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(preview.File, "image/png");
    }

    private static async Task<IResult> SourceAsync(Guid id, IJobQueue queue, HttpContext context)
    {
        StudioRequest? request = await queue.ReadRequestAsync(id, context.RequestAborted);
        Picture? picture = request?.Sources.FirstOrDefault()?.Picture.Read() ?? request?.Generation.InitPictures.FirstOrDefault();
        if (picture is null)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = Immutable;
        return Results.Bytes(PngEncoder.Encode(picture, []), "image/png");
    }

    private static async Task<IResult> PictureAsync(long id, bool isDownload, IGallery gallery, HttpContext context)
    {
        if (await gallery.FindAsync(id, context.RequestAborted) is not GalleryPicture picture || !File.Exists(picture.Path))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = Immutable;
        return Results.File(picture.Path, picture.MediaType, isDownload ? Path.GetFileName(picture.Path) : null);
    }

    private static async Task<IResult> ThumbnailAsync(long id, IGallery gallery, Thumbnails thumbnails, HttpContext context)
    {
        if (await gallery.FindAsync(id, context.RequestAborted) is not GalleryPicture picture || thumbnails.Find(picture) is not string path)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = Immutable;
        return Results.File(path, "image/jpeg");
    }

    private static async Task<IResult> ZipAsync(string ids, IGallery gallery, DataFolder folder, HttpContext context)
    {
        List<long> numbers = [];
        foreach (string id in ids.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(id, out long number) || numbers.Count == MostZipped)
            {
                return Results.Problem($"'ids' must be numbers of pictures between commas, {MostZipped} at most.", statusCode: StatusCodes.Status400BadRequest);
            }

            numbers.Add(number);
        }

        // By way of a file: a zip archive ends its entries with writes that a response does not take. It is gone once it is sent.
        string path = Path.Combine(folder.Own, $"zip.{Guid.NewGuid():N}.tmp");
        var zip = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await gallery.WriteZipAsync(numbers, zip, context.RequestAborted);
            zip.Position = 0;
            return Results.Stream(zip, "application/zip", $"palimpsest-{numbers.FirstOrDefault()}.zip");
        }
        catch
        {
            await zip.DisposeAsync();
            throw;
        }
    }

    private static string MediaTypeOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() switch
        {
            0x89 => "image/png",
            'R' => "image/webp", // RIFF
            _ => "image/jpeg", // inputs are one of the three
        };
    }
}
