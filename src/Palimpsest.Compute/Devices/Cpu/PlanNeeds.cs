using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>What a graph's steps need on a device besides the arena, found without taking any of it.</summary>
internal sealed class PlanNeeds
{
    private readonly CpuDevice _device;
    private readonly HashSet<(Weight, bool)> _counted = [];
    private readonly List<(Weight Weight, bool GeGlu)> _matrices = [];
    private long _weightBytes;

    public PlanNeeds(CpuDevice device, Graph graph)
    {
        _device = device;
        foreach (Node node in graph.Nodes)
        {
            Add(node);
        }
    }

    /// <summary>What is packed as panels, in the order of its use, none twice.</summary>
    public IReadOnlyList<(Weight Weight, bool GeGlu)> Matrices => _matrices;

    /// <summary>Scratch of one worker.</summary>
    public long WorkerBytes { get; private set; }

    /// <summary>Room for the largest group norm's partial sums.</summary>
    public long PartialBytes { get; private set; }

    public PlanMemory Memory(ArenaLayout layout) =>
        new(layout.Bytes, WorkerScratch.Bytes(WorkerBytes, _device.Team.Workers) + PartialBytes, _weightBytes);

    private void Add(Node node)
    {
        switch (node)
        {
            case Conv2dNode convolution:
                AddMatrix(convolution.Weight, convolution.Bias, false);
                break;
            case LinearNode linear:
                AddMatrix(linear.Weight, linear.Bias, false);
                break;
            case GeGluNode gated:
                AddMatrix(gated.Weight, gated.Bias, true);
                break;
            case GroupNormNode norm:
                AddVectors(norm.Gamma, norm.Beta);
                PartialBytes = Math.Max(PartialBytes, CpuPlanBuilder.Shape(norm).PartialBytes);
                AddScratch(GroupNorm.ScratchBytes(norm.X.Channels));
                break;
            case LayerNormNode norm:
                AddVectors(norm.Gamma, norm.Beta);
                break;
            case AttentionNode attention:
                AddScratch(Attention.ScratchBytes(CpuPlanBuilder.Shape(attention)));
                break;
        }
    }

    private void AddMatrix(Weight weight, Weight? bias, bool geGlu)
    {
        if (_counted.Add((weight, geGlu)))
        {
            _matrices.Add((weight, geGlu));
            _weightBytes += _device.Weights.MatrixBytes(weight, geGlu) + _device.Weights.VectorBytes(bias, geGlu);
        }

        AddScratch(CpuPlanBuilder.GemmScratchBytes(_device.Tile));
    }

    private void AddVectors(params Weight[] weights)
    {
        foreach (Weight weight in weights)
        {
            if (_counted.Add((weight, false)))
            {
                _weightBytes += _device.Weights.VectorBytes(weight);
            }
        }
    }

    private void AddScratch(long bytes) => WorkerBytes = Math.Max(WorkerBytes, bytes);
}
