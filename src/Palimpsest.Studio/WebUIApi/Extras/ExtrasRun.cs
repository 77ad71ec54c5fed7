using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
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
        var upscale = new UpscaleOperation(body);
        string format = options.Text([], "samples_format");
        int quality = (int)options.Number([], "jpeg_quality");
        List<string> results = [];
        await _turn.WaitAsync(cancellation);
        try
        {
            foreach (string image in images)
            {
                DecodedPicture decoded = await pictures.ReadAsync(image, cancellation);
                results.Add(await Task.Run(() => One(decoded, upscale, format, quality), cancellation));
            }
        }
        finally
        {
            _turn.Release();
        }

        return new ExtrasResult(results, images.Count == 0 ? "" : upscale.Infotext());
    }

    public void Dispose() => _turn.Dispose();

    private string One(DecodedPicture decoded, UpscaleOperation upscale, string format, int quality)
    {
        Picture picture = decoded.ToWebuiPicture();
        (double width, double height) = upscale.SizeOf(picture);
        if (width * height > limits.MaxPixels)
        {
            throw new StudioRequestException($"The result would have {width:0} × {height:0} pixels, but this server makes {limits.MaxPixels} pixels at most.", "upscaling_resize");
        }

        picture = upscale.Run(picture.Channels == 4 ? picture : picture.ToRgb());
        GenerationText made = GenerationText.Read(decoded);
        List<TextItem> texts = made.Text is null ? [] : [new TextItem("parameters", made.Text)];
        texts.AddRange(made.Items.Where(item => item.Key is not ("postprocessing" or "extras")));
        if (upscale.Infotext() is { Length: > 0 } infotext)
        {
            texts.Add(new TextItem("postprocessing", infotext));
        }

        return PictureText.Of(picture, texts, format, quality);
    }
}
