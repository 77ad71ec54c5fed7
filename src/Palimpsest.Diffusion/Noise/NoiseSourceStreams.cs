using Palimpsest.Compute.RandomStreams;

namespace Palimpsest.Diffusion.Noise;

internal static class NoiseSourceStreams
{
    /// <summary>A fresh stream of normal numbers from its beginning.</summary>
    public static INormalStream Stream(this NoiseSource source, long seed) => source switch
    {
        NoiseSource.Cpu => new TorchCpuGenerator(seed),
        NoiseSource.Nv => new PhiloxGenerator(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "The noise source must be Cpu or Nv."),
    };
}
