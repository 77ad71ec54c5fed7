using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>TAESD's decoder from its file, on one device. Quick enough to show a picture after every step. One call at a time.</summary>
public sealed class TinyDecoder : IDisposable
{
    private readonly Device _device;
    private readonly Checkpoint _file;
    private readonly SizedPlan _plan;

    /// <param name="device">Where it runs.</param>
    /// <param name="path">taesd_decoder.pth, or the same tensors in another format.</param>
    /// <param name="budgetBytes">Memory for feature maps and scratch; weights are not counted.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, or something else.</exception>
    public TinyDecoder(Device device, string path, long budgetBytes)
    {
        (_device, _file) = (device, Checkpoint.Open(path));
        WeightLedger weights = _file.Ledger();
        var network = new TinyAutoencoder(weights);
        network.DescribeDecoder(1, 1, 1);
        try
        {
            weights.ThrowIfUnfit();
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _plan = new SizedPlan(device, (height, width) => network.DescribeDecoder(1, height, width), budgetBytes);
    }

    /// <summary>Time spent so far, by kind of operation; a kind may come several times.</summary>
    public IEnumerable<StepTime> Times => _plan.Times;

    /// <summary>Writes the picture [8·height,8·width,3], about 0..1, of a latent [height,width,4] as samplers have it.</summary>
    public void DecodeInto(
        Span<float> picture, ReadOnlySpan<float> latent, int height, int width, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        _plan.RunInto(picture, latent, height, width, progress, cancellation);

    public void Dispose()
    {
        _plan.Dispose();
        _device.Release(_file.Weights.Values);
        _file.Dispose();
    }
}
