using Palimpsest.Cli.Display;

namespace Palimpsest.Cli.Tests.Display;

public sealed class StepClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_first_report_has_no_speed_because_its_beginning_is_unknown() => Assert.Equal("1/20", new StepClock(_time).Progress(1, 20));

    [Fact]
    public void Speed_and_remaining_time_are_those_of_the_average_step()
    {
        var clock = new StepClock(_time);
        clock.Progress(1, 20);
        _time.Seconds += 1;
        clock.Progress(2, 20);
        _time.Seconds += 2;
        Assert.Equal("3/20, 1.50 s per step, 0:25 left", clock.Progress(3, 20));
    }

    [Fact]
    public void Time_between_two_batches_counts_for_no_step()
    {
        var clock = new StepClock(_time);
        clock.Progress(1, 4);
        _time.Seconds += 3;
        clock.Progress(2, 4);
        clock.Pause();
        _time.Seconds += 100;
        Assert.Equal("3/4, 3.00 s per step, 0:03 left", clock.Progress(3, 4));
    }

    [Fact]
    public void Parts_of_a_step_count_for_the_speed_and_not_for_the_number_of_steps()
    {
        var clock = new StepClock(_time);
        clock.Progress(0, 10);
        _time.Seconds += 3;
        Assert.Equal("1/10, 2.00 s per step, 0:17 left", clock.Progress(1.5, 10));
    }

    [Fact]
    public void Hours_are_shown_as_hours()
    {
        var clock = new StepClock(_time);
        clock.Progress(1, 100);
        _time.Seconds += 60;
        Assert.Equal("2/100, 60.00 s per step, 1:38:00 left", clock.Progress(2, 100));
    }
}
