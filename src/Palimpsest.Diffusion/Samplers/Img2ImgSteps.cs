namespace Palimpsest.Diffusion.Samplers;

/// <summary>webui's arithmetic of steps and denoising strength.</summary>
/// <param name="ScheduleSteps">For how many steps the schedule is computed.</param>
/// <param name="Encoded">How many of them, at its end, remain after the picture was noised; samplers over sigma make one more (t_enc + 1).</param>
public readonly record struct Img2ImgSteps(int ScheduleSteps, int Encoded)
{
    /// <param name="strength">0 to 1: how much of the schedule is used.</param>
    /// <param name="fixedSteps">
    /// Make exactly the requested steps and lengthen the schedule instead (webui's option img2img_fix_steps, and every hires pass).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not 0 to 1.</exception>
    public static Img2ImgSteps Of(int steps, double strength, bool fixedSteps)
    {
        if (!(strength is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(strength), $"The denoising strength must be 0 to 1, not {strength:g9}.");
        }

        // 0.999: strength 1 must still leave one step before the schedule's first sigma (webui).
        double capped = Math.Min(strength, 0.999);
        return fixedSteps
            ? new(strength > 0 ? (int)Math.Min(steps / capped, int.MaxValue) : 0, steps - 1)
            : new(steps, (int)(capped * steps));
    }
}
