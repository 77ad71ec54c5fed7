using Palimpsest.Diffusion.Noise;
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

    /// <summary>Sampling of a batch begins, of latents of this shape; the decoder makes a picture of any of them that a step shows.</summary>
    void Sampling(int batch, LatentShape shape, LatentDecoder decoder)
    {
    }

    /// <summary>Told before sampling where TAESD's decoder is at hand: of a quicker way to make a picture of a latent.</summary>
    void TinyDecoder(LatentDecoder decoder)
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
