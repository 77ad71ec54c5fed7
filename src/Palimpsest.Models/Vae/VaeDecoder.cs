using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// Latents to pictures on one device, one at a time as webui does: whole when the memory allows it, else in strips of rows.
/// Either way gives the same bits. Keeps the plan of the last size. One call at a time.
/// </summary>
/// <param name="device">Where it runs.</param>
/// <param name="vae">The autoencoder.</param>
/// <param name="budgetBytes">Memory for feature maps and scratch; weights are not counted.</param>
public sealed class VaeDecoder(Device device, Vae vae, long budgetBytes) : IDisposable
{
    private readonly SizedPlan _plan = new(device, (height, width) => vae.DescribeDecoder(1, height, width), budgetBytes);

    /// <summary>Time spent so far, by kind of operation; a kind may come several times.</summary>
    public IEnumerable<StepTime> Times => _plan.Times;

    /// <summary>
    /// Writes the picture [8·height,8·width,3], about -1..1, of a latent [height,width,4] that has been divided by <see cref="VaeConfig.ScaleFactor"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A span's length is not its shape's.</exception>
    /// <exception cref="IOException">A feature map does not fit into the temporary folder.</exception>
    public void DecodeInto(
        Span<float> picture, ReadOnlySpan<float> latent, int height, int width, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        _plan.RunInto(picture, latent, height, width, progress, cancellation);

    public void Dispose() => _plan.Dispose();
}
