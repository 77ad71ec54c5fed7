using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Extras;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>Changes pictures one after the other, one request at a time. Face restorers are not installed, so their visibility does nothing, as in webui.</summary>
internal sealed class ExtrasRun(StudioOptions limits, EncodedPictures pictures, OptionTable options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="StudioRequestException">The result would be too large.</exception>
    public async Task<ExtrasResult> RunAsync(Body body, IReadOnlyList<string> images, CancellationToken cancellation)
    {
        ExtrasRequest request = Read(body);
        string format = options.Text([], "samples_format");
        int quality = (int)options.Number([], "jpeg_quality");
        List<string> results = [];
        string infotext = "";
        await _turn.WaitAsync(cancellation);
        try
        {
            foreach (string image in images)
            {
                DecodedPicture decoded = await pictures.ReadAsync(image, cancellation);
                (string made, infotext) = await Task.Run(() => One(decoded, request, format, quality), cancellation);
                results.Add(made);
            }
        }
        finally
        {
            _turn.Release();
        }

        return new ExtrasResult(results, infotext);
    }

    public void Dispose() => _turn.Dispose();

    /// <exception cref="WebUIException">There is no upscaler of a name.</exception>
    private static ExtrasRequest Read(Body body) => new()
    {
        FirstUpscaler = Known(body.Text("upscaler_1")!),
        SecondUpscaler = Known(body.Text("upscaler_2")!),
        SecondVisibility = body.Number("extras_upscaler_2_visibility")!.Value.Value,
        ScalesTo = body.Integer("resize_mode") == 1,
        Factor = body.Number("upscaling_resize")!.Value,
        Width = body.Count("upscaling_resize_w", 0),
        Height = body.Count("upscaling_resize_h", 0),
        Crops = body.Flag("upscaling_crop") == true,
    };

    private static string Known(string name) =>
        name is "" or "None" or "Lanczos" or "Nearest" ? name : throw WebUIException.Internal("AssertionError", $"could not find upscaler named {name}");

    private (string Image, string Infotext) One(DecodedPicture decoded, ExtrasRequest request, string format, int quality)
    {
        Picture picture = decoded.ToWebuiPicture();
        ExtrasPicture made = ExtrasPicture.Make(request, picture.Channels == 4 ? picture : picture.ToRgb(), limits.MaxPixels);
        GenerationText source = GenerationText.Read(decoded);
        List<TextItem> texts = source.Text is null ? [] : [new TextItem("parameters", source.Text)];
        texts.AddRange(source.Items.Where(item => item.Key is not ("postprocessing" or "extras")));
        if (made.Infotext.Length > 0)
        {
            texts.Add(new TextItem("postprocessing", made.Infotext));
        }

        return (PictureText.Of(made.Picture, texts, format, quality), made.Infotext);
    }
}
