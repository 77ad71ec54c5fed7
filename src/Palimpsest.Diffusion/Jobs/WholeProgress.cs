using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Tells a display of one item's course as a part of the whole job, so that speed and remaining time are the job's.</summary>
public sealed class WholeProgress(
    IGenerationObserver display, int item, int items, PreviewFile? preview, Action<GeneratedPicture> save, Action<string> warn) : IGenerationObserver
{
    public void Stage(string name) => display.Stage(name);

    public void StageProgress(double part) => display.StageProgress(part);

    public void Progress(double steps, int totalSteps) => display.Progress(((double)item * totalSteps) + steps, items * totalSteps);

    public void Sampling(int batch, LatentShape shape, LatentDecoder decoder) => preview?.Begin(shape, decoder);

    public void Step(int batch, in SamplerStep step) => preview?.Step(step);

    public void Warning(string message) => warn(message);

    public void Finished(GeneratedPicture picture)
    {
        save(picture);
        display.Finished(picture);
    }
}
