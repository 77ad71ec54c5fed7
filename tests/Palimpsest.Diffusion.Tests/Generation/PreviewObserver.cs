using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>Hands on what a preview needs.</summary>
internal sealed class PreviewObserver(PreviewFile file) : IGenerationObserver
{
    /// <summary>Whether TAESD's decoder was offered.</summary>
    public bool IsOffered { get; private set; }

    public void Stage(string name)
    {
    }

    public void Progress(double steps, int totalSteps)
    {
    }

    public void Finished(GeneratedPicture picture)
    {
    }

    public void Sampling(int batch, LatentPreviews previews)
    {
        IsOffered = previews.HasTiny;
        file.Begin(previews);
    }

    public void Step(int batch, in SamplerStep step) => file.Step(step);
}
