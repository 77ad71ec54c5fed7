using Palimpsest.Cli.Display;

namespace Palimpsest.Cli.Tests.Display;

public sealed class PlainDisplayTests
{
    [Fact]
    public void Stages_and_whole_steps_have_a_line_each()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        new PlainDisplay(output, time).Run(job =>
        {
            job.Stage("Sampling");
            foreach (double steps in (double[])[0, 0.5, 1, 1.5, 2, 2])
            {
                job.Progress(steps, 2);
                time.Seconds += 1;
            }

            job.Stage("Decoding the picture");
            job.StageProgress(0.5);
        });
        Assert.Equal("Sampling ...\nStep 1/2, 2.00 s per step, 0:02 left\nStep 2/2, 2.00 s per step, 0:00 left\nDecoding the picture ...\n", output.ToString());
    }
}
