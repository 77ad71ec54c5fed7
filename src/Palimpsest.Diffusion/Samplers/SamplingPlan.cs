using Palimpsest.Compute.RandomStreams;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// One sampling pass before it runs: the sigmas or timesteps it visits and the latent it starts from. img2img is nothing but a later start.
/// </summary>
public sealed class SamplingPlan
{
    private readonly SamplingRequest _request;
    private readonly float[] _wholeSchedule;
    private readonly bool _fromImage;

    private SamplingPlan(SamplingRequest request, float[] wholeSchedule, float[] sigmas, int[] timesteps, SolverRange range, bool fromImage)
    {
        _request = request;
        _wholeSchedule = wholeSchedule;
        (Sigmas, Timesteps, Range, _fromImage) = (sigmas, timesteps, range, fromImage);
    }

    public Sampler Sampler => _request.Sampler;

    /// <summary>Sigmas from the start of this pass, normally ending in 0; empty for timestep samplers.</summary>
    public IReadOnlyList<float> Sigmas { get; }

    /// <summary>Ascending timesteps of this pass; empty for samplers over sigma.</summary>
    public IReadOnlyList<int> Timesteps { get; }

    /// <summary>Where DPM fast and DPM adaptive run, which ignore the scheduler in txt2img.</summary>
    public SolverRange Range { get; }

    /// <summary>The steps that progress shows and that "total steps" of guidance counts; twice as many for second-order samplers.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>The start is latent · LatentScale + noise · NoiseScale; the latent counts in img2img only.</summary>
    public required float LatentScale { get; init; }

    public required float NoiseScale { get; init; }

    /// <summary>A pass that starts from noise alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps or a schedule option is out of range.</exception>
    public static SamplingPlan FromNoise(SamplingRequest request)
    {
        int total = request.Sampler.TotalSteps(request.Steps);
        if (request.Sampler.Kind == SamplerKind.Timestep)
        {
            int[] timesteps = WholeTimesteps(request, request.Steps);
            return new(request, [], [], timesteps, default, fromImage: false) { TotalSteps = total, LatentScale = 0, NoiseScale = 1 };
        }

        float[] sigmas = request.Sampler.Sigmas(request.Scheduler, request.Steps, request.Model, request.ScheduleOptions);
        var range = new SolverRange(request.Model.Minimum, request.Model.Maximum, request.Steps);
        float scale = request.Options.SgmNoiseMultiplier ? MathF.Sqrt(1 + (sigmas[0] * sigmas[0])) : sigmas[0];
        return new(request, sigmas, sigmas, [], range, fromImage: false) { TotalSteps = total, LatentScale = 0, NoiseScale = scale };
    }

    /// <summary>A pass that starts from a noised picture.</summary>
    /// <param name="strength">Denoising strength, 0 to 1.</param>
    /// <param name="fixedSteps">Make as many steps as requested, whatever the strength: an option, and so in every hires pass.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength, the number of steps or a schedule option is out of range.</exception>
    public static SamplingPlan FromImage(SamplingRequest request, double strength, bool fixedSteps = false)
    {
        if (request.Steps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(request), $"Sampling takes at least 1 step, not {request.Steps}.");
        }

        Img2ImgSteps steps = Img2ImgSteps.Of(request.Steps, strength, fixedSteps);
        int total = request.Sampler.TotalSteps(steps.Encoded + 1);
        float extraNoise = (float)request.Options.ExtraNoise;
        if (steps.ScheduleSteps == 0)
        {
            // Strength 0 with fixed steps: nothing is noised and nothing sampled (webui's timestep samplers divide by zero here).
            return new(request, [0], [0], [], default, fromImage: true) { TotalSteps = total, LatentScale = 1, NoiseScale = extraNoise };
        }

        if (request.Sampler.Kind == SamplerKind.Timestep)
        {
            int[] timesteps = WholeTimesteps(request, steps.ScheduleSteps);
            float alpha = request.Model.AlphasCumprod[timesteps[steps.Encoded]];
            return new(request, [], [], timesteps[..steps.Encoded], default, fromImage: true)
            {
                TotalSteps = total,
                LatentScale = MathF.Sqrt(alpha),
                NoiseScale = MathF.Sqrt(1 - alpha) + (extraNoise * MathF.Sqrt(alpha)),
            };
        }

        float[] whole = request.Sampler.Sigmas(request.Scheduler, steps.ScheduleSteps, request.Model, request.ScheduleOptions);
        int start = steps.ScheduleSteps - steps.Encoded - 1;
        if (start > whole.Length - 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(request),
                $"The scheduler '{request.Scheduler}' gives {whole.Length - 1} steps where {steps.ScheduleSteps} are needed: use fewer steps or another scheduler.");
        }

        float[] sigmas = whole[start..];
        var range = new SolverRange(sigmas[^2], sigmas[0], sigmas.Length - 1);
        return new(request, whole, sigmas, [], range, fromImage: true) { TotalSteps = total, LatentScale = 1, NoiseScale = sigmas[0] + extraNoise };
    }

    /// <summary>Writes the latents that sampling starts from.</summary>
    /// <param name="latent">The encoded picture, [B,C,H,W]; empty when the pass starts from noise.</param>
    /// <param name="noise">The first draw of the batch's noise.</param>
    public void StartInto(Span<float> destination, ReadOnlySpan<float> latent, ReadOnlySpan<float> noise)
    {
        if (_fromImage)
        {
            Latent.CombineInto(destination, LatentScale, latent, NoiseScale, noise);
        }
        else
        {
            destination.Clear();
            Latent.Add(destination, NoiseScale, noise);
        }
    }

    /// <summary>
    /// The SDE samplers' noise for this pass. It spans the whole schedule also where sampling starts later in it.
    /// </summary>
    /// <param name="seeds">Each picture's seed.</param>
    /// <param name="perImageCount">C·H·W of a latent.</param>
    /// <param name="wholeBatch">
    /// One motion for the whole batch, over this pass's sigmas (webui's option no_dpmpp_sde_batch_determinism): a picture then depends on its batch.
    /// </param>
    public BrownianNoise CreateBrownianNoise(IReadOnlyList<long> seeds, int perImageCount, NoiseSource source = NoiseSource.Cpu, bool wholeBatch = false)
    {
        IEnumerable<float> positive = (wholeBatch ? Sigmas : _wholeSchedule).Where(sigma => sigma > 0);
        (float least, float greatest) = (positive.Min(), positive.Max());

        // torch.randint(0, 2^63 - 1) from the process-wide generator, which the last picture's first draw has just seeded.
        return wholeBatch
            ? new BrownianNoise(least, greatest, [new TorchCpuGenerator(seeds[^1]).NextInt64(long.MaxValue)], perImageCount * seeds.Count, source)
            : new BrownianNoise(least, greatest, seeds, perImageCount, source);
    }

    /// <summary>Samples: takes x from the start to the result, in place.</summary>
    /// <param name="x">[B,C,H,W], as <see cref="StartInto"/> leaves it.</param>
    /// <param name="noise">Must have given its first draw already; samplers take the draws after it.</param>
    /// <param name="brownian">Only of samplers that use Brownian noise.</param>
    /// <exception cref="OperationCanceledException">Cancelled between two model calls.</exception>
    /// <exception cref="InvalidOperationException">The sampler cannot work with these steps or this denoiser; the message says why.</exception>
    public void Run(
        float[] x, IDenoiser denoiser, INoiseStream noise, IBrownianNoise? brownian = null, SamplerStepHandler? onStep = null, CancellationToken cancellation = default)
    {
        if (Sigmas.Count == 1)
        {
            return;
        }

        Sampler.Sample(new SamplerRun
        {
            X = x,
            Denoiser = denoiser,
            Model = _request.Model,
            Sigmas = Sigmas,
            Timesteps = Timesteps,
            Range = Range,
            StartsFromImage = _fromImage,
            Options = _request.Options,
            Noise = noise,
            Brownian = brownian,
            OnStep = onStep,
            Cancellation = cancellation,
        });
    }

    /// <summary>1, 1 + s, … with s = 1000 / steps rounded down: often more of them than steps.</summary>
    private static int[] WholeTimesteps(SamplingRequest request, int steps)
    {
        int wanted = request.ScheduleOptions.DiscardNextToLastSigma ? steps + 1 : steps;
        if (wanted is < 1 or > ModelSigmas.TrainingTimesteps)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), $"{request.Sampler} takes 1 to {ModelSigmas.TrainingTimesteps} steps, not {wanted}.");
        }

        int stride = ModelSigmas.TrainingTimesteps / wanted;
        var timesteps = new List<int>();
        for (int timestep = 1; timestep <= ModelSigmas.TrainingTimesteps; timestep += stride)
        {
            timesteps.Add(Math.Min(timestep, ModelSigmas.TrainingTimesteps - 1));
        }

        return [.. timesteps];
    }
}
