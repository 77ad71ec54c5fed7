using System.Globalization;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>webui's Upscale (webui.md 12.1): one or two upscalers, to a factor or into a size.</summary>
internal sealed class UpscaleOperation
{
    private readonly string _first, _second;
    private readonly PythonNumber _factor, _visibility;
    private readonly bool _toSize, _crops;
    private readonly int _width, _height;

    /// <exception cref="WebUIException">There is no upscaler of that name.</exception>
    public UpscaleOperation(Body body)
    {
        (_first, _second) = (Known(body.Text("upscaler_1")!), Known(body.Text("upscaler_2")!));
        (_factor, _visibility) = (body.Number("upscaling_resize")!.Value, body.Number("extras_upscaler_2_visibility")!.Value);
        (_toSize, _crops) = (body.Integer("resize_mode") == 1, body.Flag("upscaling_crop") == true);
        (_width, _height) = (body.Count("upscaling_resize_w", 0), body.Count("upscaling_resize_h", 0));
    }

    /// <summary>Whether there is anything to do: without a first upscaler there is not, as in webui.</summary>
    public bool IsOn => _first != "None";

    private bool Blends => _second != "None" && _visibility.Value > 0;

    /// <summary>The size of the result.</summary>
    public (double Width, double Height) SizeOf(Picture picture) =>
        !IsOn ? (picture.Width, picture.Height)
        : _toSize && _crops ? (_width, _height)
        : (picture.Width * Factor(picture), picture.Height * Factor(picture));

    public Picture Run(Picture picture)
    {
        if (!IsOn)
        {
            return picture;
        }

        Picture large = One(_first, picture);
        return Blends ? PictureBlend.Of(large, One(_second, picture), _visibility.Value) : large;
    }

    /// <summary>What was done, as webui's infotext says.</summary>
    public string Infotext()
    {
        if (!IsOn)
        {
            return "";
        }

        List<string> fields = _toSize ? [$"Postprocess upscale to: {_width}x{_height}"] : [$"Postprocess upscale by: {_factor}"];
        if (_toSize && _crops)
        {
            fields.Add($"Postprocess crop to: {_width}x{_height}");
        }

        fields.Add($"Postprocess upscaler: {_first}");
        if (Blends)
        {
            fields.Add($"Postprocess upscaler 2: {_second}");
        }

        return string.Join(", ", fields);
    }

    private double Factor(Picture picture) => _toSize ? Math.Max((double)_width / picture.Width, (double)_height / picture.Height) : _factor.Value;

    private Picture One(string name, Picture picture)
    {
        IUpscaler upscaler = name switch { "Lanczos" => FilterUpscaler.Lanczos, "Nearest" => FilterUpscaler.Nearest, _ => FilterUpscaler.None };
        Picture large = Upscaling.Apply(upscaler, picture, Factor(picture));
        if (!_toSize || !_crops)
        {
            return large;
        }

        var canvas = new Picture(_width, _height, large.Channels, new byte[checked(_width * _height * large.Channels)]);
        PictureComposition.PasteInPlace(canvas, large, Half(_width - large.Width), Half(_height - large.Height));
        return canvas;
    }

    /// <summary>Python's // 2, which rounds down.</summary>
    private static int Half(int difference) => (int)Math.Floor(difference / 2.0);

    private static string Known(string name) => name is "None" or "Lanczos" or "Nearest" ? name
        : name.Length == 0 ? "None"
        : throw WebUIException.Internal("AssertionError", string.Create(CultureInfo.InvariantCulture, $"could not find upscaler named {name}"));
}
