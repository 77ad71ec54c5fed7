using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>How pictures are shown on their way: webui's live_previews_enable, show_progress_every_n_steps (here from 1, every step) and show_progress_type.</summary>
internal sealed class PreviewSettings
{
    private readonly bool _isOn;
    private readonly int _every;
    private readonly bool _isFull;

    public PreviewSettings(JsonObject settings)
    {
        _isOn = settings["live_previews_enable"] is not JsonValue on || !on.TryGetValue(out bool flag) || flag;
        _every = settings["show_progress_every_n_steps"] is JsonValue every && every.TryGetValue(out int steps) ? steps : 1;
        _isFull = settings["show_progress_type"] is JsonValue type && type.TryGetValue(out string? name) && name == "Full";
    }

    /// <summary>Whether a step is shown; the first always is, unless nothing is (-1: only what is finished).</summary>
    public bool Shows(int step) => _isOn && _every > 0 && (step == 0 || (step + 1) % _every == 0);

    /// <param name="latents">[B,C,H,W].</param>
    public LivePreview Of(ReadOnlySpan<float> latents, LatentShape shape, LatentDecoder decoder)
    {
        List<Picture> pictures = [];
        for (int start = 0; start < latents.Length; start += shape.Count)
        {
            ReadOnlySpan<float> latent = latents.Slice(start, shape.Count);
            pictures.Add(_isFull ? decoder(latent) : ApproximatePicture.Of(latent, shape));
        }

        Picture whole = pictures.Count == 1 ? pictures[0] : PictureGrid.Of(pictures, PictureGrid.AutomaticRows(pictures.Count), Rgb.White);
        return new LivePreview(() => PngEncoder.Encode(whole, []));
    }
}
