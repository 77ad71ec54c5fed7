using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Models;

namespace Palimpsest.Bench.Networks;

/// <summary>
/// The share of the machine's float32 matrix speed that SD 1.5's denoising network reaches: in one process, product and network in turns,
/// each run of the network compared with the products just before and after it. So other load on the machine hits both alike.
/// </summary>
internal sealed class UNetCommand : Command
{
    private static readonly TimeSpan MatrixTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan TileTime = TimeSpan.FromSeconds(0.5);

    private readonly Option<int> _pairs = new("--pairs") { Description = "How many.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads. [default: one for each processor]" };
    private readonly Option<string?> _model = new("--model") { Description = "A Stable Diffusion 1.x checkpoint. [default: synthetic float16 weights]" };
    private readonly Option<int> _side = new("--side") { Description = "The latent's sides: a 512 x 512 picture has 64.", DefaultValueFactory = _ => 64 };
    private readonly Option<int> _batch = new("--batch") { Description = "Samples at once: 2 is one picture with its negative prompt.", DefaultValueFactory = _ => 2 };

    public UNetCommand()
        : base("unet", "Compares the denoising network's speed with the machine's matrix product, pair by pair.")
    {
        Add(_pairs);
        Add(_threads);
        Add(_model);
        Add(_side);
        Add(_batch);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        using Checkpoint checkpoint = Checkpoint.Open(result.GetValue(_model) ?? SyntheticModel.Path());
        WeightLedger weights = checkpoint.Ledger();
        var network = new UNet(UNetConfig.Infer(weights.Weights), weights);
        int side = result.GetValue(_side), batch = result.GetValue(_batch);
        using var device = new CpuDevice(result.GetValue(_threads));
        using var matrix = new MatrixRate(device);
        using Plan plan = device.Compile(network.Describe(batch, side, side, contextLength: 77));
        Fill(plan);
        plan.Run();
        IReadOnlyList<StepTime> warmUp = plan.Times;

        Print($"{device.InstructionSet}, {device.Threads} threads; {Path.GetFileName(checkpoint.Path)}, latent {side} x {side}, batch {batch}: {plan.Operations / 1e12:0.000} tera-operations a run");
        Print($"pair  tile GFLOP/s  matrix GFLOP/s  UNet s  UNet GFLOP/s  UNet/matrix  UNet/tile");
        var pairs = new List<Pair>();
        double before = matrix.Measure(MatrixTime);
        for (int i = 0; i < result.GetValue(_pairs); i++)
        {
            double tile = TileRate.Measure(device, TileTime);
            long start = Stopwatch.GetTimestamp();
            plan.Run();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double after = matrix.Measure(MatrixTime);
            var pair = new Pair(tile, (before + after) / 2, seconds, plan.Operations / seconds);
            pairs.Add(pair);
            Print($"{i + 1,4}  {tile / 1e9,12:0.0}  {pair.Matrix / 1e9,14:0.0}  {seconds,6:0.00}  {pair.Network / 1e9,12:0.0}  {pair.OfMatrix,11:P1}  {pair.OfTile,9:P1}");
            before = after;
        }

        PrintRange("UNet/matrix", [.. pairs.Select(pair => pair.OfMatrix)]);
        PrintRange("UNet/tile  ", [.. pairs.Select(pair => pair.OfTile)]);
        PrintOperations(warmUp, plan.Times, pairs.Count);
        return 0;
    }

    private static void Fill(Plan plan)
    {
        var random = new Random(1);
        foreach (string input in (string[])[UNet.Latent, UNet.Timestep, UNet.Context])
        {
            foreach (ref float element in plan.Input(input))
            {
                element = 2 * random.NextSingle() - 1;
            }
        }
    }

    private static void PrintRange(string what, List<double> ratios)
    {
        ratios.Sort();
        double median = (ratios[ratios.Count / 2] + ratios[(ratios.Count - 1) / 2]) / 2;
        Print($"{what}: least {ratios[0]:P1}, median {median:P1}, most {ratios[^1]:P1}");
    }

    private static void PrintOperations(IReadOnlyList<StepTime> warmUp, IReadOnlyList<StepTime> total, int runs)
    {
        List<(string Kind, double Seconds, double Operations)> measured = [.. warmUp.Zip(total, (first, all) =>
            (all.Kind, (all.Time - first.Time).TotalSeconds / runs, (all.Operations - first.Operations) / runs))];
        double together = measured.Sum(operation => operation.Seconds);
        Print($"{"operation",-16}  s a run   share  GFLOP/s");
        foreach ((string kind, double seconds, double operations) in measured.OrderByDescending(operation => operation.Seconds))
        {
            Print($"{kind,-16}  {seconds,7:0.000}  {seconds / together,6:P1}  {operations / seconds / 1e9,7:0.0}");
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Rates in operations per second, side by side in time.</summary>
    private sealed record Pair(double Tile, double Matrix, double Seconds, double Network)
    {
        public double OfMatrix => Network / Matrix;

        public double OfTile => Network / Tile;
    }
}
