using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Writes what a picture looks like on its way, again and again to one file: beside it first, then renamed, so that a viewer never sees half of one.</summary>
/// <param name="every">Steps from one preview to the next.</param>
public sealed class PreviewFile(string path, int every, PreviewMethod method)
{
    private LatentPreviews? _previews;

    /// <summary>A batch's sampling begins.</summary>
    public void Begin(LatentPreviews previews) => _previews = previews;

    /// <exception cref="PictureException">The file cannot be written.</exception>
    /// <exception cref="GenerationException">TAESD is asked for, and it is not there.</exception>
    public void Step(in SamplerStep step)
    {
        if ((step.Index + 1) % every == 0)
        {
            PictureWriter.Save(path, _previews!.Of(step.Denoised, method, enlarged: true));
        }
    }
}
