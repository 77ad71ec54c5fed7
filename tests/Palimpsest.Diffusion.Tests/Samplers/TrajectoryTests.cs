using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Tests.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Samplers;

/// <summary>Whole runs against the reference: x at every callback, the result, and the times at which the model was called.</summary>
public sealed class TrajectoryTests
{
    private static readonly string[] Files =
    [
        "k_euler", "k_euler_a", "k_heun", "k_lms", "k_dpm_2", "k_dpm_2_a", "k_dpmpp_2m", "k_dpmpp_sde", "k_dpmpp_2m_sde", "k_dpmpp_2m_sde_heun",
        "k_dpmpp_2s_a", "k_dpmpp_3m_sde", "ddim", "k_lcm", "k_dpm_fast", "k_dpm_ad", "restart", "ddim_cfgpp", "plms", "unipc",
    ];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (string file in Files)
            {
                if (Reference.Find($"sampling/trajectories/{file}.safetensors") is not { } path)
                {
                    continue;
                }

                foreach (JsonProperty entry in TensorFile.Read(path).Case.GetProperty("cases").EnumerateObject())
                {
                    string[] shown = [.. entry.Value.EnumerateObject()
                        .Where(parameter => parameter.Name is not ("sampler" or "callback_sigma_hat" or "infotext" or "note" or "error"))
                        .Select(parameter => $"{parameter.Name}={parameter.Value.GetRawText()}")];
                    rows.Add(file, entry.Name, string.Join(' ', shown));
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_follows_the_reference(string file, string key, string name)
    {
        TensorFile tensors = Reference.Tensors($"sampling/trajectories/{file}.safetensors");
        JsonElement parameters = tensors.Case.GetProperty("cases").GetProperty(key);
        SamplingPlan plan = Plan(parameters);
        var denoiser = new ToyDenoiser(timesteps: plan.Sampler.Kind == SamplerKind.Timestep);
        long[] seeds = [.. parameters.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt64())];
        int[] shape = [.. parameters.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        NoiseSource source = SamplingReference.Text(parameters, "source") == "NV" ? NoiseSource.Nv : NoiseSource.Cpu;
        JsonElement options = SamplingReference.Options(parameters);
        var latentShape = new LatentShape(shape[0], shape[1], shape[2]);
        var noise = new ImageNoise(latentShape, seeds, source: source, ensd: (long)SamplingReference.Number(options, "eta_noise_seed_delta", 0));
        IBrownianNoise? brownian = plan.Sampler.UsesBrownianNoise
            ? plan.CreateBrownianNoise(seeds, latentShape.Count, source, SamplingReference.Flag(options, "no_dpmpp_sde_batch_determinism"))
            : null;
        float[] x = new float[latentShape.Count * seeds.Length], first = new float[x.Length];
        noise.Next(first);
        plan.StartInto(x, SyntheticWeights.Tensor("sampler/latent", x.Length), first);
        var steps = new List<float[]>();
        var times = new List<float>();

        plan.Run(x, denoiser, noise, brownian, (in SamplerStep step) =>
        {
            steps.Add(step.X.ToArray());
            times.Add(step.Time);
        });

        if (parameters.TryGetProperty("error", out _))
        {
            // The reference fails here; the single step's prediction is the natural result, which another test asks for.
            return;
        }

        SamplingReference.WithinRelative(1e-5, tensors.Floats($"{key}.model_time"), [.. denoiser.Times]);
        Assert.Equal(tensors.Shape($"{key}.x")[0], steps.Count);
        double tolerance = file == "k_dpm_fast" ? 5e-4 : 1e-4;
        float[] expected = tensors.Floats($"{key}.x");
        for (int i = 0; i < steps.Count; i++)
        {
            AssertClose(tolerance, expected.AsSpan(i * x.Length, x.Length), steps[i], $"{name}, step {i}");
        }

        AssertClose(tolerance, tensors.Floats($"{key}.final"), x, $"{name}, result");
        if (plan.Sampler.Kind != SamplerKind.Timestep)
        {
            SamplingReference.WithinRelative(1e-5, SamplingReference.Floats(parameters.GetProperty("callback_sigma_hat")), [.. times]);
        }
    }

    /// <summary>The reference's tolerance: relative to the largest number of the latent, or to 1.</summary>
    private static void AssertClose(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        double largest = 1;
        foreach (float value in expected)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        Close.Within(tolerance * largest, expected, actual, what);
    }

    private static SamplingPlan Plan(JsonElement parameters)
    {
        JsonElement options = SamplingReference.Options(parameters);
        Sampler sampler = SamplerCatalog.Find(parameters.GetProperty("sampler").GetString()!);
        var request = new SamplingRequest(
            sampler,
            SchedulerCatalog.Find(SamplingReference.Text(parameters, "scheduler") ?? "Automatic"),
            parameters.GetProperty("steps").GetInt32(),
            sampler.Kind == SamplerKind.Lcm ? ModelSigmas.CreateLcm() : ModelSigmas.Default)
        {
            ScheduleOptions = SamplingReference.ScheduleOptions(options),
            Options = Options(parameters, options),
        };
        return parameters.GetProperty("mode").GetString() == "txt2img"
            ? SamplingPlan.FromNoise(request)
            : SamplingPlan.FromImage(request, parameters.GetProperty("denoising_strength").GetDouble(), SamplingReference.Flag(options, "img2img_fix_steps"));
    }

    private static SamplerOptions Options(JsonElement parameters, JsonElement options) => new()
    {
        Eta = parameters.TryGetProperty("eta", out JsonElement eta) ? eta.GetDouble() : null,
        Churn = SamplingReference.Number(options, "s_churn", 0),
        ChurnFrom = SamplingReference.Number(options, "s_tmin", 0),
        ChurnTo = SamplingReference.Number(options, "s_tmax", 0),
        NoiseScale = SamplingReference.Number(options, "s_noise", 1),
        SgmNoiseMultiplier = SamplingReference.Flag(options, "sgm_noise_multiplier"),
        ExtraNoise = SamplingReference.Number(options, "img2img_extra_noise", 0),
        UniPc = new UniPcOptions
        {
            Variant = SamplingReference.Text(options, "uni_pc_variant") switch
            {
                "bh2" => UniPcVariant.Bh2,
                "vary_coeff" => UniPcVariant.VaryingCoefficients,
                _ => UniPcVariant.Bh1,
            },
            Spacing = SamplingReference.Text(options, "uni_pc_skip_type") switch
            {
                "time_quadratic" => UniPcSpacing.TimeQuadratic,
                "logSNR" => UniPcSpacing.LogSnr,
                _ => UniPcSpacing.TimeUniform,
            },
            Order = (int)SamplingReference.Number(options, "uni_pc_order", 3),
            LowerOrderFinal = !options.TryGetProperty("uni_pc_lower_order_final", out JsonElement lower) || lower.GetBoolean(),
        },
    };
}
