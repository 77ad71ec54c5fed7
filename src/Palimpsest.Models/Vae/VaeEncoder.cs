using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// Pictures to latents' moments on one device, one at a time as webui does: whole when the memory allows it, else in strips of rows.
/// Either way gives the same bits. Keeps the plan of the last size. One call at a time.
/// </summary>
/// <param name="device">Where it runs.</param>
/// <param name="vae">The autoencoder.</param>
/// <param name="budgetBytes">Memory for feature maps and scratch; weights are not counted.</param>
public sealed class VaeEncoder(Device device, Vae vae, long budgetBytes) : IDisposable
{
    private readonly SizedPlan _plan = new(device, (height, width) => vae.DescribeEncoder(1, height, width), budgetBytes);

    /// <summary>Time spent so far, by kind of operation; a kind may come several times.</summary>
    public IEnumerable<StepTime> Times => _plan.Times;

    /// <summary>
    /// Writes the moments [⌊height/8⌋,⌊width/8⌋,8] of a picture [height,width,3] in -1..1: four means, then four log variances, not clamped.
    /// </summary>
    /// <exception cref="ArgumentException">A span's length is not its shape's, or the picture is smaller than a latent cell.</exception>
    /// <exception cref="IOException">A feature map does not fit into the temporary folder.</exception>
    public void EncodeInto(
        Span<float> moments, ReadOnlySpan<float> picture, int height, int width, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        _plan.RunInto(moments, picture, height, width, progress, cancellation);

    public void Dispose() => _plan.Dispose();
}
