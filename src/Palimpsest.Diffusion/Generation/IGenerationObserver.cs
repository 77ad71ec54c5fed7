using Palimpsest.Diffusion.Previews;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Told of a job's course, on the job's own thread.</summary>
public interface IGenerationObserver
{
    /// <summary>A stage has begun, see <see cref="Stages"/>: "Reading the prompt".</summary>
    void Stage(string name);

    /// <summary>So much of the stage is done, 0 to 1; not told of sampling, which has <see cref="Progress"/>.</summary>
    void StageProgress(double part)
    {
    }

    /// <summary>Something is done otherwise than it was asked for; a sentence that says what.</summary>
    void Warning(string message)
    {
    }

    /// <summary>So much of all the job's sampling is done, in steps; fractions are parts of a step.</summary>
    void Progress(double steps, int totalSteps);

    /// <summary>Asked before each batch whether it is to be made; one whose pictures are there already is left out, and the others are the same without it.</summary>
    bool Wants(int batch) => true;

    /// <summary>Sampling of a batch begins; the previews make pictures of the latents that its steps show.</summary>
    void Sampling(int batch, LatentPreviews previews)
    {
    }

    /// <summary>A step of the sampler is done. The spans are valid during the call only.</summary>
    void Step(int batch, in Samplers.SamplerStep step)
    {
    }

    /// <summary>A batch's latents before sampling and their noise, and the latents after it, [B,C,H,W].</summary>
    void Latents(int batch, string name, ReadOnlySpan<float> latents)
    {
    }

    /// <summary>A picture is finished.</summary>
    void Finished(GeneratedPicture picture);
}
