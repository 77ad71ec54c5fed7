namespace Palimpsest.Bench.Server;

/// <summary>What clients saw.</summary>
/// <param name="Processor">Seconds that the clients themselves ran.</param>
internal sealed record ClientCounts(long Answers, long Events, long Errors, double Processor)
{
    public override string ToString() => FormattableString.Invariant($"{Answers} answers, {Events} events, {Errors} errors; the clients themselves ran {Processor:0.0} s");
}
