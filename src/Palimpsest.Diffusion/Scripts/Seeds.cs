using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>Draws the seeds that a request leaves open, once for all jobs of a script.</summary>
internal static class Seeds
{
    public static GenerationRequest Fix(GenerationRequest request) => request with { Seed = Drawn(request.Seed), Subseed = Drawn(request.Subseed) };

    public static long Drawn(long seed) => seed >= 0 ? seed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
}
