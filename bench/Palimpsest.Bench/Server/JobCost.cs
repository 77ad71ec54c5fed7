namespace Palimpsest.Bench.Server;

/// <summary>What a job took.</summary>
/// <param name="Time">Seconds from its start to its end.</param>
/// <param name="Processor">Seconds that all of the server's threads ran meanwhile.</param>
internal sealed record JobCost(double Time, double Processor)
{
    public override string ToString() => FormattableString.Invariant($"{Time:0.00} s, processor {Processor:0.00} s");
}
