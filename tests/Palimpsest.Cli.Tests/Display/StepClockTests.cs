using Palimpsest.Cli.Display;

namespace Palimpsest.Cli.Tests.Display;

public sealed class StepClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_first_step_has_no_speed_because_its_beginning_is_unknown() => Assert.Equal("1/20", new StepClock(_time).Step(1, 20));

    [Fact]
    public void Speed_and_remaining_time_are_those_of_the_average_step()
    {
        var clock = new StepClock(_time);
        clock.Step(1, 20);
        _time.Seconds += 1;
        clock.Step(2, 20);
        _time.Seconds += 2;
        Assert.Equal("3/20, 1.50 s per step, 0:25 left", clock.Step(3, 20));
    }

    [Fact]
    public void Time_between_two_batches_counts_for_no_step()
    {
        var clock = new StepClock(_time);
        clock.Step(1, 4);
        _time.Seconds += 3;
        clock.Step(2, 4);
        clock.Pause();
        _time.Seconds += 100;
        Assert.Equal("3/4, 3.00 s per step, 0:03 left", clock.Step(3, 4));
    }

    [Fact]
    public void Hours_are_shown_as_hours()
    {
        var clock = new StepClock(_time);
        clock.Step(1, 100);
        _time.Seconds += 60;
        Assert.Equal("2/100, 60.00 s per step, 1:38:00 left", clock.Step(2, 100));
    }

    private sealed class ManualTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
