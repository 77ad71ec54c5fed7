using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>Keeps everything a job tells.</summary>
internal sealed class RecordingObserver : IGenerationObserver
{
    public List<GeneratedPicture> Pictures { get; } = [];

    /// <summary>The callback's x and denoised, per batch in order.</summary>
    public List<(int Batch, float[] X, float[] Denoised)> Steps { get; } = [];

    public Dictionary<string, float[]> Latents { get; } = [];

    public List<double> Progressed { get; } = [];

    /// <summary>Stages in order, each with what was told of its progress.</summary>
    public List<(string Name, List<double> Parts)> Stages { get; } = [];

    public Action<string>? OnWarning { get; init; }

    void IGenerationObserver.Warning(string message) => OnWarning?.Invoke(message);

    void IGenerationObserver.Stage(string name) => Stages.Add((name, []));

    void IGenerationObserver.StageProgress(double part) => Stages[^1].Parts.Add(part);

    void IGenerationObserver.Progress(double steps, int totalSteps) => Progressed.Add(steps / totalSteps);

    void IGenerationObserver.Step(int batch, in SamplerStep step) => Steps.Add((batch, step.X.ToArray(), step.Denoised.ToArray()));

    void IGenerationObserver.Latents(int batch, string name, ReadOnlySpan<float> latents) => Latents[$"{batch}.{name}"] = latents.ToArray();

    void IGenerationObserver.Finished(GeneratedPicture picture) => Pictures.Add(picture);
}
