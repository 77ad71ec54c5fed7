using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>How pictures are shown on their way: webui's live_previews_enable, show_progress_every_n_steps (here from 1, every step) and show_progress_type.</summary>
internal sealed class PreviewSettings
{
    private readonly bool _isOn;
    private readonly int _every;
    private readonly string? _type;

    public PreviewSettings(JsonObject settings)
    {
        _isOn = settings["live_previews_enable"] is not JsonValue on || !on.TryGetValue(out bool flag) || flag;
        _every = settings["show_progress_every_n_steps"] is JsonValue every && every.TryGetValue(out int steps) ? steps : 1;
        _type = settings["show_progress_type"] is JsonValue type && type.TryGetValue(out string? name) ? name : null;
    }

    /// <summary>Whether a step is shown; the first always is, unless nothing is (-1: only what is finished).</summary>
    public bool Shows(int step) => _isOn && _every > 0 && (step == 0 || (step + 1) % _every == 0);

    /// <param name="latents">[B,C,H,W].</param>
    public LivePreview Of(ReadOnlySpan<float> latents, LatentPreviews previews)
    {
        Picture picture = previews.Of(latents, _type switch
        {
            "Full" => PreviewMethod.Full,
            "TAESD" when previews.HasTiny => PreviewMethod.Tiny,
            _ => PreviewMethod.Cheap,
        });
        return new LivePreview(() => PngEncoder.Encode(picture, []));
    }
}
