using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// One sampling of a job's batches at one size. txt2img and img2img have one pass; hires fix is a second one that begins with what the first one made.
/// </summary>
internal sealed class SamplingPass : IDisposable
{
    /// <param name="request">With the steps, sampler and guidance of this pass.</param>
    public SamplingPass(GenerationRequest request, UNetPredictor predictor, LatentShape shape, Sampler sampler, Scheduler scheduler, SamplingPlan plan)
    {
        (Request, Predictor, Shape, Sampler, Scheduler, Plan) = (request, predictor, shape, sampler, scheduler, plan);
    }

    public GenerationRequest Request { get; }

    public UNetPredictor Predictor { get; }

    public LatentShape Shape { get; }

    public Sampler Sampler { get; }

    public Scheduler Scheduler { get; }

    public SamplingPlan Plan { get; }

    /// <summary>What observers call this pass's latents: nothing before "init", "noise", "result" in the first pass.</summary>
    public string Name { get; init; } = "";

    /// <summary>The noise of a batch before its first draw.</summary>
    public ImageNoise Noise(IReadOnlyList<PictureSeed> seeds) => new(
        Shape,
        [.. seeds.Select(pair => pair.Seed)],
        [.. seeds.Select(pair => pair.Subseed)],
        Request.SubseedStrength.Value,
        Request.SeedResizeFromHeight,
        Request.SeedResizeFromWidth,
        Source,
        Request.Settings.EtaNoiseSeedDelta);

    /// <summary>Samples a batch.</summary>
    /// <param name="init">The latents [B,C,H,W] to begin with; empty to begin with noise alone.</param>
    /// <param name="first">The first draw of <paramref name="noise"/>, scaled.</param>
    /// <param name="denoiser">Guidance over <see cref="Predictor"/>, with whatever is around it.</param>
    /// <param name="ending">Ends sampling early; null: nothing does.</param>
    /// <returns>The latents [B,C,H,W]; when ended early, what the last step predicted.</returns>
    public float[] Run(
        int batch,
        IReadOnlyList<PictureSeed> seeds,
        float[] init,
        float[] first,
        ImageNoise noise,
        IGuidedDenoiser denoiser,
        IGenerationObserver observer,
        GenerationControl? ending,
        CancellationToken cancellation)
    {
        observer.Latents(batch, Name + "init", init);
        observer.Latents(batch, Name + "noise", first);
        var x = new float[first.Length];
        Plan.StartInto(x, init, first);
        IBrownianNoise? brownian = Sampler.UsesBrownianNoise
            ? Plan.CreateBrownianNoise([.. seeds.Select(pair => pair.Seed)], Shape.Count, Source, Request.Settings.SdeNoiseOfBatch)
            : null;
        if (ending is null)
        {
            Plan.Run(x, denoiser, noise, brownian, (in SamplerStep step) => observer.Step(batch, step), cancellation);
            return x;
        }

        float[] predicted = [.. x];
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ending.BatchToken);
        try
        {
            Plan.Run(x, denoiser, noise, brownian, Step, either.Token);
            return x;
        }
        catch (OperationCanceledException) when (ending.EndsBatch && !cancellation.IsCancellationRequested)
        {
            return predicted;
        }

        void Step(in SamplerStep step)
        {
            step.Denoised.CopyTo(predicted);
            observer.Step(batch, step);
        }
    }

    public void Dispose() => Predictor.Dispose();

    private NoiseSource Source => SamplingSetup.Source(Request.Settings);
}
