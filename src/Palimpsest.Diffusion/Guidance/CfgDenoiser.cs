using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Guidance;

/// <summary>
/// Classifier-free guidance (Ho and Salimans, 2022) as webui 1.10.1 does it: result = u + Σ w (c - u) · scale over the parts c of the prompt, with u the
/// prediction for the negative prompt. Edit models: u₀ + scale (c - u) + image scale (u - u₀), with u₀ seeing neither prompt nor picture
/// (Brooks et al., "InstructPix2Pix", 2023, equation 3).
/// </summary>
public sealed class CfgDenoiser : IGuidedDenoiser
{
    private readonly INoiseModel _model;
    private readonly IReadOnlyList<PictureConditioning> _pictures;
    private readonly GuidanceOptions _options;
    private readonly ConditioningFit _fit;
    private readonly List<(int Picture, double Weight, ModelCondition Condition)> _rows = [];
    private readonly List<ModelCondition> _call = [];
    private float[] _inputs = [];
    private float[] _outputs = [];
    private float[] _conditional = [];
    private float[] _unconditional = [];

    /// <param name="model">Predicts what the sampler wants (see <see cref="SamplerKind"/>): a <see cref="SigmaModel"/> or a <see cref="TimestepModel"/>.</param>
    /// <param name="pictures">The batch.</param>
    /// <exception cref="ArgumentException">There is no picture, a prompt has no part, or an edit model's prompt has several.</exception>
    public CfgDenoiser(INoiseModel model, IReadOnlyList<PictureConditioning> pictures, GuidanceOptions options)
    {
        if (pictures.Count == 0 || pictures.Any(picture => picture.Prompt.Count == 0))
        {
            throw new ArgumentException("Guidance needs at least one picture, and a prompt for each.", nameof(pictures));
        }

        if (options.IsEdit && pictures.Any(picture => picture.Prompt.Count > 1))
        {
            throw new ArgumentException("AND is not supported by instruct-pix2pix models, unless the image CFG scale is 1: use one prompt.", nameof(pictures));
        }

        (_model, _pictures, _options, _fit) = (model, pictures, options, new ConditioningFit(options));
    }

    /// <summary>Calls so far; prompt schedules go by it.</summary>
    public int Call { get; set; }

    /// <summary>Whether a prompt or negative prompt had to be padded so far ("Pad conds" of the infotext).</summary>
    public bool HasPadded => _fit.HasPadded;

    /// <summary>Whether the negative prompt was skipped so far because of the first steps ("Skip Early CFG").</summary>
    public bool HasSkippedEarly { get; private set; }

    /// <summary>Whether it was skipped so far because of a small sigma ("NGMS").</summary>
    public bool HasSkippedBelow { get; private set; }

    public ReadOnlySpan<float> Conditional => _conditional;

    public ReadOnlySpan<float> Unconditional => _unconditional;

    public void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction)
    {
        int count = x.Length / _pictures.Count;
        bool skips = SkipsNegative(time);
        int promptRows = CollectRows(skips);
        Evaluate(x, time, count, promptRows);
        Remember(x.Length, count, promptRows, skips);
        if (_options.IsEdit)
        {
            CombineEdit(prediction);
        }
        else
        {
            Combine(prediction, count, promptRows, skips ? 1 : _options.Scale * _options.ScaleMultiplier);
        }

        Call++;
    }

    private bool SkipsNegative(float time)
    {
        if (_options.IsEdit)
        {
            return false;
        }

        if (_options.SkipEarly != 0 && (double)Call / _options.TotalSteps <= _options.SkipEarly)
        {
            return HasSkippedEarly = true;
        }

        bool skips = (Call % 2 == 1 || _options.SkipBelowAlways) && _options.SkipBelow > 0 && time < _options.SkipBelow;
        HasSkippedBelow |= skips;
        return skips;
    }

    /// <summary>One row for each part of each prompt, then one for each negative prompt, then for edit models one without the picture. Returns how many are prompts.</summary>
    private int CollectRows(bool skips)
    {
        _rows.Clear();
        for (int i = 0; i < _pictures.Count; i++)
        {
            foreach (PromptPart part in _pictures[i].Prompt)
            {
                _rows.Add((i, part.Weight, new ModelCondition(part.Schedule.At(Call), _pictures[i].Image)));
            }
        }

        int promptRows = _rows.Count;
        int longest = _rows.Max(row => row.Condition.Text.TokenCount);
        int longestNegative = _pictures.Max(picture => picture.NegativePrompt.At(Call).TokenCount);
        for (int i = 0; i < promptRows; i++)
        {
            _rows[i] = _rows[i] with { Condition = _rows[i].Condition with { Text = _fit.Prompt(_rows[i].Condition.Text, longest, longestNegative) } };
        }

        for (int copy = 0; copy < (skips ? 0 : _options.IsEdit ? 2 : 1); copy++)
        {
            for (int i = 0; i < _pictures.Count; i++)
            {
                Conditioning text = _fit.Negative(_pictures[i].NegativePrompt.At(Call), longest);
                float[]? image = _options.IsEdit ? _pictures[i].Image : _pictures[i].UnconditionalImage;
                _rows.Add((i, 1, new ModelCondition(text, copy == 0 || image is null ? image : _fit.Zeros(image.Length))));
            }
        }

        return promptRows;
    }

    private void Evaluate(ReadOnlySpan<float> x, float time, int count, int promptRows)
    {
        if (_inputs.Length < _rows.Count * count)
        {
            (_inputs, _outputs) = (new float[_rows.Count * count], new float[_rows.Count * count]);
        }

        for (int i = 0; i < _rows.Count; i++)
        {
            x.Slice(_rows[i].Picture * count, count).CopyTo(_inputs.AsSpan(i * count));
        }

        int pictures = _pictures.Count;
        bool same = promptRows == _rows.Count || _rows[0].Condition.Text.TokenCount == _rows[^1].Condition.Text.TokenCount;
        if (same)
        {
            EvaluateRows(0, _rows.Count, _options.InOneBatch ? _rows.Count : pictures, time, count);
        }
        else
        {
            EvaluateRows(0, promptRows, _options.InOneBatch ? 2 * pictures : pictures, time, count);
            EvaluateRows(promptRows, _rows.Count, _rows.Count, time, count);
        }
    }

    /// <summary>Calls the model for rows [start, end), at most <paramref name="largest"/> at once and only such of one length.</summary>
    private void EvaluateRows(int start, int end, int largest, float time, int count)
    {
        while (start < end)
        {
            _call.Clear();
            int stop = start;
            do
            {
                _call.Add(_rows[stop++].Condition);
            }
            while (stop < end && stop - start < largest && _rows[stop].Condition.Text.TokenCount == _call[0].Text.TokenCount);

            int from = start * count, length = (stop - start) * count;
            _model.Predict(_inputs.AsSpan(from, length), time, _call, _outputs.AsSpan(from, length));
            start = stop;
        }
    }

    /// <summary>Keeps the predictions for the first part of each prompt and those for the negative prompts; skipped ones are taken from the prompts.</summary>
    private void Remember(int total, int count, int promptRows, bool skips)
    {
        if (_conditional.Length != total)
        {
            (_conditional, _unconditional) = (new float[total], new float[total]);
        }

        for (int row = promptRows - 1; row >= 0; row--)
        {
            _outputs.AsSpan(row * count, count).CopyTo(_conditional.AsSpan(_rows[row].Picture * count));
        }

        (skips ? _conditional : _outputs.AsSpan((_rows.Count * count) - total, total)).CopyTo(_unconditional);
    }

    private void Combine(Span<float> prediction, int count, int promptRows, double scale)
    {
        _unconditional.CopyTo(prediction);
        for (int row = 0; row < promptRows; row++)
        {
            float weight = (float)(_rows[row].Weight * scale);
            int start = _rows[row].Picture * count;
            for (int i = 0; i < count; i++)
            {
                prediction[start + i] += (_outputs[(row * count) + i] - _unconditional[start + i]) * weight;
            }
        }
    }

    /// <summary>The outputs are three batches: (prompt, picture), (negative prompt, picture), (negative prompt, nothing).</summary>
    private void CombineEdit(Span<float> prediction)
    {
        float scale = (float)(_options.Scale * _options.ScaleMultiplier), imageScale = (float)_options.ImageScale!.Value;
        ReadOnlySpan<float> withPicture = _outputs.AsSpan(prediction.Length, prediction.Length);
        for (int i = 0; i < prediction.Length; i++)
        {
            prediction[i] = _unconditional[i] + (scale * (_outputs[i] - withPicture[i])) + (imageScale * (withPicture[i] - _unconditional[i]));
        }
    }
}
