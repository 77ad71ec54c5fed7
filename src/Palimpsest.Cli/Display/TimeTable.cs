using System.Globalization;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>Where a job's time went: a line a stage, with the operations that took the most of it.</summary>
internal static class TimeTable
{
    /// <summary>Operations that took less of their stage are not worth a place in its line.</summary>
    private const double LeastShare = 0.01;

    /// <summary>"Sampling  25.2 s  51 %  convolution 44 %, linear 33 %, attention 21 %"; shares of the stages are of the whole time, of operations of their stage.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<StageTime> stages, TimeSpan whole)
    {
        int width = stages.Select(stage => stage.Stage.Length).DefaultIfEmpty().Max();
        return stages.Select(stage => string.Create(
            CultureInfo.InvariantCulture,
            $"{stage.Stage.PadRight(width)}  {stage.Time.TotalSeconds,7:0.0} s  {Percent(stage.Time / whole),5}  {Operations(stage)}").TrimEnd());
    }

    private static string Operations(StageTime stage) => string.Join(", ", stage.Operations
        .Where(operation => operation.Time >= LeastShare * stage.Time)
        .OrderByDescending(operation => operation.Time)
        .Select(operation => $"{operation.Kind} {Percent(operation.Time / stage.Time)}"));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
