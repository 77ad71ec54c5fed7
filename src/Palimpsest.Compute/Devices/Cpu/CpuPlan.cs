using System.Diagnostics;
using System.Runtime.InteropServices;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>A graph as a list of steps over one arena.</summary>
internal sealed unsafe class CpuPlan : Plan
{
    private readonly Graph _graph;
    private readonly ArenaLayout _layout;
    private readonly WorkerTeam _team;
    private readonly byte* _arena;
    private readonly double* _partials;
    private readonly WorkerScratch _scratch;
    private readonly PlanStep[] _steps;
    private readonly long[] _ticks;
    private readonly long[] _runs;
    private bool _disposed;

    public CpuPlan(CpuDevice device, Graph graph)
    {
        _graph = graph;
        _team = device.Team;
        _layout = new ArenaLayout(graph);
        var needs = new PlanNeeds(device, graph);
        Memory = needs.Memory(_layout);
        _arena = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, _layout.Bytes), 64);
        _partials = (double*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, needs.PartialBytes), 64);
        _scratch = new WorkerScratch(needs.WorkerBytes, _team.Workers);
        _steps = [.. new CpuPlanBuilder(device, value => (float*)(_arena + _layout.Offset(value)), _partials, _scratch).Build(graph)];
        _ticks = new long[_steps.Length];
        _runs = new long[_steps.Length];
        Operations = _steps.Sum(step => step.Operations);
    }

    public override PlanMemory Memory { get; }

    public override double Operations { get; }

    public override IReadOnlyList<StepTime> Times =>
        [.. _steps.Zip(_ticks, _runs).GroupBy(step => step.First.Kind).Select(group => new StepTime(
            group.Key, Stopwatch.GetElapsedTime(0, group.Sum(step => step.Second)), group.Sum(step => step.Third * step.First.Operations)))];

    public static PlanMemory Measure(CpuDevice device, Graph graph) => new PlanNeeds(device, graph).Memory(new ArenaLayout(graph));

    public override Span<float> Input(string name) => Elements(_graph.Inputs[name]);

    public override ReadOnlySpan<float> Output(string name) => Elements(_graph.Outputs[name]);

    public override void Run(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        double done = 0;
        for (int i = 0; i < _steps.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            _team.Run(_steps[i].Work);
            _ticks[i] += Stopwatch.GetTimestamp() - start;
            _runs[i]++;
            done += _steps[i].Operations;
            progress?.Report(done / Operations);
        }
    }

    public override void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        NativeMemory.AlignedFree(_arena);
        NativeMemory.AlignedFree(_partials);
        _scratch.Dispose();
    }

    /// <summary>Fills all activation memory with a pattern, so that a test sees a step that reads what nothing wrote.</summary>
    internal void Poison(float value)
    {
        for (long i = 0; i < _layout.Bytes / sizeof(float); i++)
        {
            ((float*)_arena)[i] = value;
        }
    }

    private Span<float> Elements(Value value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Span<float>(_arena + _layout.Offset(value), checked((int)value.Count));
    }
}
