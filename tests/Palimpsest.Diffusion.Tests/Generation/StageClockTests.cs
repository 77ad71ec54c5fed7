using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class StageClockTests : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    [Fact]
    public void A_stage_takes_on_as_long_for_the_rest_as_it_took_so_far()
    {
        var clock = new StageClock(this);
        _seconds = 100;
        clock.Begin();
        Assert.Null(clock.Remaining(0.5));
        _seconds = 103;
        Assert.Equal(TimeSpan.FromSeconds(9), clock.Remaining(0.25));
        Assert.Null(clock.Remaining(0));
        Assert.Equal(TimeSpan.Zero, clock.Remaining(1));
    }
}
