namespace Palimpsest.Diffusion.Guidance;

/// <summary>Which encoded prompt counts when: a prompt with editing ("[from:to:when]") changes on its way.</summary>
/// <param name="Entries">At least one, by ascending last step.</param>
public sealed record ConditioningSchedule(IReadOnlyList<(int EndStep, Conditioning Conditioning)> Entries)
{
    /// <summary>A prompt that never changes.</summary>
    public ConditioningSchedule(Conditioning conditioning)
        : this([(int.MaxValue, conditioning)])
    {
    }

    /// <summary>
    /// The conditioning of a denoiser call, counted from 0: the first entry that ends at it or later. Beyond the last entry it is the first one again,
    /// as in webui (DPM adaptive gets there).
    /// </summary>
    public Conditioning At(int call)
    {
        foreach ((int endStep, Conditioning conditioning) in Entries)
        {
            if (call <= endStep)
            {
                return conditioning;
            }
        }

        return Entries[0].Conditioning;
    }
}
