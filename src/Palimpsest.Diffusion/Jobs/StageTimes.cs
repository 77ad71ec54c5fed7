using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Times of several requests together.</summary>
public static class StageTimes
{
    /// <summary>Both lists as one, stages and operations of the same name added up.</summary>
    public static IReadOnlyList<StageTime> Add(IEnumerable<StageTime> first, IEnumerable<StageTime> second) =>
    [
        .. first.Concat(second).GroupBy(stage => stage.Stage).Select(stages => new StageTime(
            stages.Key,
            Sum(stages.Select(stage => stage.Time)),
            [
                .. stages.SelectMany(stage => stage.Operations).GroupBy(operation => operation.Kind).Select(operations => new StepTime(
                    operations.Key, Sum(operations.Select(operation => operation.Time)), operations.Sum(operation => operation.Operations))),
            ])),
    ];

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
