using System.Globalization;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>How far a stage is, in words.</summary>
internal static class StageText
{
    /// <summary>"Packing the weights: 40 %, 0:03 left"; without the time as long as nothing can be said of it.</summary>
    public static string Of(string stage, double part, StageClock clock)
    {
        string done = string.Create(CultureInfo.InvariantCulture, $"{stage}: {Math.Floor(100 * part):0} %");
        return clock.Remaining(part) is TimeSpan left ? $"{done}, {StepClock.Text(left)} left" : done;
    }
}
