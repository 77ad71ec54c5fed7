using Palimpsest.Diffusion.Noise;

namespace Palimpsest.Diffusion.Tests.Samplers;

/// <summary>Noise that changes nothing.</summary>
internal sealed class ZeroNoise : INoiseStream
{
    public void Next(Span<float> destination) => destination.Clear();
}
