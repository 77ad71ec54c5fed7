using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Guidance;

/// <summary>Hands over from one guided denoiser to another when enough of the noise is gone (webui.md 2.12): webui's refiner.</summary>
/// <param name="main">Denoises first.</param>
/// <param name="refiner">Makes the other one when it is needed.</param>
/// <param name="switchAt">The part of the noise after which it takes over; null: at once.</param>
/// <param name="table">Tells which timestep a sigma is; null where the sampler's time is the timestep.</param>
/// <param name="totalSteps">Count steps instead of noise; null: noise.</param>
internal sealed class RefinedDenoiser(CfgDenoiser main, Func<CfgDenoiser> refiner, double? switchAt, ModelSigmas? table, int? totalSteps) : IGuidedDenoiser
{
    /// <summary>The one that denoises now.</summary>
    public CfgDenoiser Current { get; private set; } = main;

    public bool HasSwitched { get; private set; }

    public ReadOnlySpan<float> Conditional => Current.Conditional;

    public ReadOnlySpan<float> Unconditional => Current.Unconditional;

    public void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction)
    {
        if (!HasSwitched && (switchAt is null || Done(time) >= switchAt))
        {
            int call = Current.Call;
            (Current, HasSwitched) = (refiner(), true);
            Current.Call = call;
        }

        Current.Denoise(x, time, prediction);
    }

    private double Done(float time) => totalSteps is int steps ? (double)Current.Call / steps : (999 - Timestep(time)) / 1000.0;

    private int Timestep(float time)
    {
        if (table is null)
        {
            return (int)time;
        }

        int nearest = 0;
        for (int i = 1; i < table.Sigmas.Length; i++)
        {
            if (Math.Abs(table.Sigmas[i] - time) < Math.Abs(table.Sigmas[nearest] - time))
            {
                nearest = i;
            }
        }

        return nearest;
    }
}
