namespace Palimpsest.Diffusion.Guidance;

/// <summary>How a prompt and a negative prompt are weighed. Names in the descriptions are webui's options and request fields.</summary>
public sealed record GuidanceOptions
{
    /// <summary>cfg_scale. The negative prompt is evaluated at 1 too.</summary>
    public double Scale { get; init; } = 7;

    /// <summary>What the sampler multiplies the scale by, see <see cref="Samplers.Sampler.GuidanceMultiplier"/>.</summary>
    public double ScaleMultiplier { get; init; } = 1;

    /// <summary>image_cfg_scale of edit models (instruct-pix2pix); null for all other models. 1 means plain guidance.</summary>
    public double? ImageScale { get; init; }

    /// <summary>The sampler's total steps, see <see cref="Samplers.SamplingPlan.TotalSteps"/>; for <see cref="SkipEarly"/>.</summary>
    public int TotalSteps { get; init; } = 1;

    /// <summary>batch_cond_uncond: prompt and negative prompt in one batch instead of one after the other.</summary>
    public bool InOneBatch { get; init; } = true;

    /// <summary>pad_cond_uncond: the shorter of prompt and negative prompt is extended by encodings of the empty prompt. Null: not.</summary>
    public Conditioning? PadWith { get; init; }

    /// <summary>pad_cond_uncond_v0, which wins: the negative prompt is cut, or its last vector repeated, to the prompt's length.</summary>
    public bool PadNegativeToPrompt { get; init; }

    /// <summary>s_min_uncond: below this sigma the negative prompt is skipped in every other call.</summary>
    public double SkipBelow { get; init; }

    /// <summary>s_min_uncond_all: in every call.</summary>
    public bool SkipBelowAlways { get; init; }

    /// <summary>skip_early_cond: the negative prompt is skipped up to this part of the steps; 0: nowhere.</summary>
    public double SkipEarly { get; init; }

    internal bool IsEdit => ImageScale is not null and not 1;
}
