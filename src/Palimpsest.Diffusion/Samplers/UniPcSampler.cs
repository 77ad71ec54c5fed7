using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// UniPC, multistep, predicting x0: Zhao et al., "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models", 2023, algorithms 5 to 8.
/// Works in continuous time, 1/1000 to 1; the corrector reuses the evaluation that the next step needs anyway, and the last step has none.
/// λ = ln(α/σ); h is the step in λ; the model is evaluated at fractional timesteps.
/// </summary>
internal sealed class UniPcSampler
{
    private readonly SamplerRun _run;
    private readonly UniPcOptions _options;
    private readonly ContinuousTime _clock;
    private readonly float[] _times;
    private readonly List<(float Time, float[] Denoised)> _history = [];
    private readonly float[] _noise;
    private readonly float[] _base;
    private readonly float[] _prediction;
    private readonly Stack<float[]> _spare = [];

    private UniPcSampler(SamplerRun run)
    {
        int steps = run.Timesteps.Count;
        _run = run;
        _options = run.Options.UniPc;
        if (_options.Order < 1 || steps < _options.Order)
        {
            throw new SamplingException($"UniPC of order {_options.Order} needs at least {Math.Max(_options.Order, 1)} steps and has {steps}: use more steps, a higher denoising strength, or another sampler.");
        }

        _clock = new ContinuousTime(run.Model);
        float start = run.StartsFromImage ? (run.Timesteps[^1] / 1000f) + (1f / 1000) : 1;
        _times = _clock.Spread(_options.Spacing, start, 1f / 1000, steps + 1);
        (_noise, _base, _prediction) = (run.NewLatent(), run.NewLatent(), run.NewLatent());
    }

    /// <exception cref="SamplingException">There are fewer timesteps than the order.</exception>
    public static void Sample(SamplerRun run) => new UniPcSampler(run).Run();

    private void Run()
    {
        int steps = _times.Length - 1;
        Remember(_times[0], EvaluateNew(_run.X, _times[0]));
        for (int step = 1; step <= steps; step++)
        {
            int order = Math.Min(_options.Order, step);
            if (_options.LowerOrderFinal && step >= _options.Order)
            {
                order = Math.Min(order, steps + 1 - step);
            }

            Step(_times[step], order, correct: step < steps);
            _run.Report(step - 1, _clock.Timestep(_times[step]), _run.X, _history[^1].Denoised);
        }
    }

    private void Step(float time, int order, bool correct)
    {
        (float timeLast, float[] last) = _history[^1];
        float lambdaLast = _clock.Lambda(timeLast), h = _clock.Lambda(time) - lambdaLast, alpha = _clock.Alpha(time);

        // Earlier predictions enter as divided differences D_i = (m_i - m_0)/r_i, where r_i is their place in units of h.
        var places = new float[order];
        var differences = new float[order][];
        for (int i = 0; i < order - 1; i++)
        {
            (float timeEarlier, float[] earlier) = _history[^(i + 2)];
            places[i] = (_clock.Lambda(timeEarlier) - lambdaLast) / h;
            differences[i] = Rent();
            Latent.DifferenceInto(differences[i], earlier, last, places[i]);
        }

        places[^1] = 1;
        UniPcWeights weights = UniPcWeights.Of(_options.Variant, places, h, correct);
        Latent.CombineInto(_base, _clock.Sigma(time) / _clock.Sigma(timeLast), _run.X, -alpha * SigmaMath.ExpM1(-h), last);
        Apply(weights.Predictor, differences.AsSpan(0, order - 1), alpha);
        if (correct)
        {
            float[] denoised = EvaluateNew(_prediction, time);
            differences[^1] = Rent();
            Latent.DifferenceInto(differences[^1], denoised, last, 1);
            Apply(weights.Corrector, differences, alpha);
            Remember(time, denoised);
        }

        _prediction.CopyTo(_run.X, 0);
        foreach (float[] difference in differences)
        {
            if (difference is not null)
            {
                _spare.Push(difference);
            }
        }
    }

    /// <summary>prediction = base - α Σ weight_i D_i.</summary>
    private void Apply(ReadOnlySpan<float> weights, ReadOnlySpan<float[]> differences, float alpha)
    {
        _base.CopyTo(_prediction, 0);
        for (int i = 0; i < differences.Length; i++)
        {
            Latent.Add(_prediction, -alpha * weights[i], differences[i]);
        }
    }

    /// <summary>x0 = (x - σ e)/α.</summary>
    private float[] EvaluateNew(float[] x, float time)
    {
        float[] denoised = Rent();
        float alpha = _clock.Alpha(time), sigma = _clock.Sigma(time);
        _run.Denoise(x, _clock.Timestep(time), _noise);
        Latent.CombineInto(denoised, 1 / alpha, x, -sigma / alpha, _noise);
        return denoised;
    }

    private void Remember(float time, float[] denoised)
    {
        _history.Add((time, denoised));
        if (_history.Count > _options.Order)
        {
            _spare.Push(_history[0].Denoised);
            _history.RemoveAt(0);
        }
    }

    private float[] Rent() => _spare.TryPop(out float[]? latent) ? latent : _run.NewLatent();
}
