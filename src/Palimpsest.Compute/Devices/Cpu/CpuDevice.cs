using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>Runs plans on the processor: AVX-512, AVX2 with FMA, or plain scalar code, whichever the machine has.</summary>
public sealed class CpuDevice : Device
{
    private readonly bool _ownsTeam;

    /// <param name="threads">Number of threads; 0 takes one per processor. It changes the speed, never a result.</param>
    public CpuDevice(int threads = 0)
        : this(new WorkerTeam(threads), FastestTile)
    {
        _ownsTeam = true;
    }

    internal CpuDevice(WorkerTeam team, GemmTileKind tile)
    {
        Team = team;
        Tile = tile;
        Weights = new PackedWeights(team, PanelColumns(tile));
    }

    /// <summary>Number of threads.</summary>
    public int Threads => Team.Workers;

    /// <summary>The instruction set in use, in words: "AVX-512", "AVX2" or "scalar".</summary>
    public string InstructionSet => Tile switch
    {
        GemmTileKind.Vector512 => "AVX-512",
        GemmTileKind.Vector256 => "AVX2",
        _ => "scalar",
    };

    internal static GemmTileKind FastestTile =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? GemmTileKind.Vector512
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? GemmTileKind.Vector256
        : GemmTileKind.Scalar;

    internal WorkerTeam Team { get; }

    internal GemmTileKind Tile { get; }

    internal PackedWeights Weights { get; }

    public override Plan Compile(Graph graph) => new CpuPlan(this, graph);

    public override void Pack(Graph graph, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        List<(Weight Weight, bool GeGlu, long Bytes)> missing =
            [.. new PlanNeeds(this, graph).Matrices.Where(matrix => !Weights.HasMatrix(matrix.Weight, matrix.GeGlu)).Select(matrix => (matrix.Weight, matrix.GeGlu, Weights.MatrixBytes(matrix.Weight, matrix.GeGlu)))];
        long whole = missing.Sum(matrix => matrix.Bytes), done = 0;
        foreach ((Weight weight, bool geGlu, long bytes) in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)done / whole);
            Weights.Matrix(weight, geGlu);
            done += bytes;
        }

        if (missing.Count > 0)
        {
            progress?.Report(1);
        }
    }

    public override PlanMemory Measure(Graph graph) => CpuPlan.Measure(this, graph);

    public override void Release(IEnumerable<Weight> weights)
    {
        foreach (Weight weight in weights)
        {
            Weights.Release(weight);
        }
    }

    public override long PackedBytes(IReadOnlySet<Weight> except) => Weights.Bytes(except);

    public override void Dispose()
    {
        Weights.Dispose();
        if (_ownsTeam)
        {
            Team.Dispose();
        }
    }

    private static int PanelColumns(GemmTileKind tile) => tile switch
    {
        GemmTileKind.Vector512 => Vector512GemmTile.Columns,
        GemmTileKind.Vector256 => Vector256GemmTile.Columns,
        _ => ScalarGemmTile.Columns,
    };
}
