using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Palimpsest.Bench.Server;

/// <summary>The built server under many clients: what they cost a job, and how quickly it answers with a long queue.</summary>
internal sealed class LoadCommand : Command
{
    private readonly Option<int> _pairs = new("--pairs") { Description = "Jobs without and with clients, in turns.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _clients = new("--clients") { Description = "Clients that ask at once.", DefaultValueFactory = _ => 200 };
    private readonly Option<double> _interval = new("--interval") { Description = "Seconds between a client's questions.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _queued = new("--queued") { Description = "Jobs that wait when lists and searches are timed.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _side = new("--side") { Description = "Width and height of the job's picture in pixels.", DefaultValueFactory = _ => 256 };
    private readonly Option<int> _steps = new("--steps") { Description = "The job's sampling steps.", DefaultValueFactory = _ => 50 };

    public LoadCommand()
        : base("load", "Runs jobs on the server without and with many clients, and times it with a long queue.")
    {
        Add(_pairs);
        Add(_clients);
        Add(_interval);
        Add(_queued);
        Add(_side);
        Add(_steps);
        SetAction((result, cancellation) => RunAsync(result, cancellation));
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        await using BenchServer server = await BenchServer.StartAsync(SyntheticModel.Path("tiny-sd1"));
        (int side, int steps) = (result.GetValue(_side), result.GetValue(_steps));
        await server.MakeAsync(side, steps, cancellation);
        List<(double Time, double Share, double Milliseconds)> costs = [];
        Print($"{"job without clients",-36} {"with",-36} clients");
        for (int pair = 0; pair < result.GetValue(_pairs); pair++)
        {
            // Each comes first as often as the other.
            JobCost? before = pair % 2 == 0 ? await server.MakeAsync(side, steps, cancellation) : null;
            await using var clients = new PollingClients(server.Address, result.GetValue(_clients), TimeSpan.FromSeconds(result.GetValue(_interval)));
            await clients.StartAsync(cancellation);
            JobCost with = await server.MakeAsync(side, steps, cancellation);
            ClientCounts counts = await clients.StopAsync();
            JobCost without = before ?? await server.MakeAsync(side, steps, cancellation);

            // What the clients' answers took of all processors while the job ran: what a job that has them all loses.
            double more = with.Processor - without.Processor;
            (double Time, double Share, double Milliseconds) cost =
                (with.Time / without.Time, more / (with.Time * Environment.ProcessorCount), 1000 * more / (counts.Answers + counts.Events));
            costs.Add(cost);
            Print($"{without,-36} {with,-36} time x {cost.Time:0.000}, {cost.Share:P2} of the processors, {cost.Milliseconds:0.000} ms an answer or event; {counts}");
        }

        Print($"median of {costs.Count}: time x {Median(costs.Select(cost => cost.Time)):0.000}, {Median(costs.Select(cost => cost.Share)):P2} of the processors, {Median(costs.Select(cost => cost.Milliseconds)):0.000} ms an answer or event");
        await TimeQueueAsync(server, result.GetValue(_queued), cancellation);
        return 0;
    }

    private static async Task TimeQueueAsync(BenchServer server, int jobs, CancellationToken cancellation)
    {
        await server.PostAsync("api/v1/queue/pause", cancellation);
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, jobs),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation },
            async (number, stop) => await server.SubmitAsync($"picture {number} of many", 64, 2, stop));
        TimeSpan queued = Stopwatch.GetElapsedTime(start);
        Print($"{jobs} jobs accepted in {queued.TotalSeconds:0.0} s ({queued.TotalMilliseconds / jobs:0.00} ms each)");
        foreach (string route in new[] { "api/v1/jobs?take=100", $"api/v1/jobs?take=100&skip={jobs - 100}", "api/v1/jobs?state=queued&take=100", $"api/v1/jobs?text={jobs - 1}", "internal/pending-tasks" })
        {
            List<double> times = [];
            for (int i = 0; i < 21; i++)
            {
                start = Stopwatch.GetTimestamp();
                await server.GetAsync(route, cancellation);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Print($"GET {route,-40} median {Median(times):0.0} ms, most {times.Max():0.0}");
        }

        start = Stopwatch.GetTimestamp();
        await server.PostAsync("api/v1/queue/cancel-all", cancellation);
        Print($"all cancelled in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
