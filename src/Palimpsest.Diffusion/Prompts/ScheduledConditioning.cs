namespace Palimpsest.Diffusion.Prompts;

/// <summary>The conditionings of one text in order of their last step; at least one.</summary>
public sealed record ScheduledConditioning(IReadOnlyList<(int EndStep, Conditioning Conditioning)> Entries)
{
    /// <summary>
    /// The conditioning of a denoiser call, counted from 0: the first entry whose end step is not below it, else the first of all. So
    /// an entry that ends at step 5 serves six calls, and calls after the last step start over; both as in webui.
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
