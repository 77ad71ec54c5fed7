using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>TAESD's encoder from its file, on one device. One call at a time.</summary>
public sealed class TinyEncoder : IDisposable
{
    private readonly Device _device;
    private readonly Checkpoint _file;
    private readonly SizedPlan _plan;

    /// <param name="device">Where it runs.</param>
    /// <param name="path">taesd_encoder.pth, or the same tensors in another format.</param>
    /// <param name="budgetBytes">Memory for feature maps and scratch; weights are not counted.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or something else.</exception>
    public TinyEncoder(Device device, string path, long budgetBytes)
    {
        (_device, _file) = (device, Checkpoint.Open(path));
        WeightLedger weights = _file.Ledger();
        var network = new TinyAutoencoder(weights);
        network.DescribeEncoder(1, TinyAutoencoder.CellSize, TinyAutoencoder.CellSize);
        try
        {
            weights.ThrowIfUnfit();
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _plan = new SizedPlan(device, (height, width) => network.DescribeEncoder(1, height, width), budgetBytes);
    }

    /// <summary>Time spent so far, by kind of operation; a kind may come several times.</summary>
    public IEnumerable<StepTime> Times => _plan.Times;

    /// <summary>Writes the latent [⌈height/8⌉,⌈width/8⌉,4], as samplers have it, of a picture [height,width,3] in 0..1.</summary>
    public void EncodeInto(
        Span<float> latent, ReadOnlySpan<float> picture, int height, int width, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        _plan.RunInto(latent, picture, height, width, progress, cancellation);

    public void Dispose()
    {
        _plan.Dispose();
        _device.Release(_file.Weights.Values);
        _file.Dispose();
    }
}
