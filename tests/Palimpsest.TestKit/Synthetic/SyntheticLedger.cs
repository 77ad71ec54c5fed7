using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>Checkpoints whose layout comes from a manifest and whose values come from the synthetic rule (reference/README.md).</summary>
public static class SyntheticLedger
{
    /// <param name="manifest">Name of the manifest, for example "tiny-sd1".</param>
    /// <param name="crossAttentionGain">1 for the reference cases called flat, 3 for those called gain3 and for checkpoint files.</param>
    /// <param name="half">Round every weight to float16 and store it so.</param>
    public static WeightLedger Open(string manifest, double crossAttentionGain = 1, bool half = false)
    {
        ElementType type = half ? ElementType.Float16 : ElementType.Float32;
        return new WeightLedger(
            manifest,
            Manifest.Read(manifest).ToDictionary(pair => pair.Key, Weight (pair) => new SyntheticWeight(pair.Key, pair.Shape, type, crossAttentionGain)));
    }
}
