using Palimpsest.Cli.Display;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Tests.Display;

public sealed class TimeTableTests
{
    [Fact]
    public void A_line_a_stage_with_its_largest_operations_first()
    {
        StageTime[] stages =
        [
            new("Reading the prompt", TimeSpan.FromSeconds(1), []),
            new("Sampling", TimeSpan.FromSeconds(8), [Operation("attention", 2), Operation("convolution", 5.9), Operation("elementwise", 0.04)]),
        ];

        Assert.Equal(
            [
                "Reading the prompt      1.0 s   10 %",
                "Sampling                8.0 s   80 %  convolution 74 %, attention 25 %",
            ],
            TimeTable.Lines(stages, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_job_that_reached_no_stage_has_no_lines() => Assert.Empty(TimeTable.Lines([], TimeSpan.FromSeconds(1)));

    private static StepTime Operation(string kind, double seconds) => new(kind, TimeSpan.FromSeconds(seconds), 0);
}
