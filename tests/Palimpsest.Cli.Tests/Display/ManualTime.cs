namespace Palimpsest.Cli.Tests.Display;

/// <summary>Time that goes on when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    public double Seconds { get; set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => (long)(Seconds * 1000);
}
