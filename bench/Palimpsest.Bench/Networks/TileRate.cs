using System.Diagnostics;
using System.Runtime.InteropServices;
using Palimpsest.Compute;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Bench.Networks;

/// <summary>The register tile alone, on operands that stay in the first-level cache: what the multiply-add units can do at most.</summary>
internal static class TileRate
{
    /// <summary>A panel of 192 x 32 floats (24 kB) and 12 rows of A (9 kB) lie in a 48 kB first-level cache together.</summary>
    private const int Depth = 192;

    /// <summary>Operations per second of a device's team, averaged over the time or a little more.</summary>
    public static double Measure(CpuDevice device, TimeSpan time) => device.Tile switch
    {
        GemmTileKind.Vector512 => Measure<Vector512GemmTile>(device.Team, time),
        GemmTileKind.Vector256 => Measure<Vector256GemmTile>(device.Team, time),
        _ => Measure<ScalarGemmTile>(device.Team, time),
    };

    private static double Measure<TTile>(WorkerTeam team, TimeSpan time)
        where TTile : struct, IGemmTile
    {
        using var work = new TileWork<TTile>(team.Workers);
        long start = Stopwatch.GetTimestamp();
        long tiles = 0;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            team.Run(work);
            tiles += TileWork<TTile>.Repetitions * team.Workers;
        }

        return 2.0 * tiles * Depth * TTile.Rows * TTile.Columns / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed unsafe class TileWork<TTile> : IParallelWork, IDisposable
        where TTile : struct, IGemmTile
    {
        public const long Repetitions = 10_000;

        private static readonly long FloatsPerWorker =
            TTile.Rows * GemmBlocking.RowStride + Depth * TTile.Columns + TTile.Rows * TTile.Columns;

        private readonly float* _memory;

        public TileWork(int workers)
        {
            nuint bytes = (nuint)(FloatsPerWorker * workers * sizeof(float));
            _memory = (float*)NativeMemory.AlignedAlloc(bytes, 64);
            NativeMemory.Clear(_memory, bytes);
        }

        public void Run(int worker, int workers)
        {
            float* b = _memory + worker * FloatsPerWorker, a = b + Depth * TTile.Columns, c = a + TTile.Rows * GemmBlocking.RowStride;
            for (long i = 0; i < Repetitions; i++)
            {
                TTile.Multiply(Depth, a, b, c, TTile.Columns, accumulate: false);
            }
        }

        public void Dispose() => NativeMemory.AlignedFree(_memory);
    }
}
