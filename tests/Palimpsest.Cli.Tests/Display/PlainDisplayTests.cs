using Palimpsest.Cli.Display;
using Palimpsest.Diffusion.Generation;

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

    [Fact]
    public void Weights_that_are_packed_in_a_moment_have_no_line_and_others_one_every_two_seconds()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        new PlainDisplay(output, time).Run(job =>
        {
            job.Stage("Reading the prompt");
            job.Stage(Stages.Packing);
            job.StageProgress(0);
            time.Seconds += 0.1;
            job.StageProgress(1);
            job.Stage("Reading the prompt");
            job.Stage("Sampling");
            job.Stage(Stages.Packing);
            foreach (int percent in Enumerable.Range(0, 11))
            {
                job.StageProgress(percent / 10.0);
                time.Seconds += 0.5;
            }

            job.Stage("Sampling");
        });
        Assert.Equal("Reading the prompt ...\nSampling ...\nPacking the weights: 40 %, 0:03 left\nPacking the weights: 80 %, 0:01 left\n", output.ToString());
    }
}
