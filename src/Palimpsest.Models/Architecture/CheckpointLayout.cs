using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// Reads sizes off the keys and shapes of one network's tensors. Every size is bounded before anything is built from it:
/// the file is untrusted, and a network described from absurd sizes would ask for absurd memory.
/// </summary>
internal sealed class CheckpointLayout(IReadOnlyDictionary<string, Weight> weights, string prefix, string network)
{
    /// <summary>Wider than any published Stable Diffusion tensor (the widest, the GEGLU projection of SDXL's refiner, has 12288 rows; vocabularies 49408).</summary>
    private const int LargestSize = 1 << 17;

    public bool Has(string key) => weights.ContainsKey($"{prefix}.{key}");

    /// <summary>How many parts are numbered 0, 1, 2, … where ":" stands in the pattern: Count("layers.:.weight").</summary>
    public int Count(string pattern)
    {
        int count = 0;
        while (Has(pattern.Replace(":", count.ToString())))
        {
            count++;
        }

        return count;
    }

    /// <summary>The tensor's shape, which must have one of the given numbers of axes.</summary>
    public IReadOnlyList<int> Shape(string key, params ReadOnlySpan<int> ranks)
    {
        if (!weights.TryGetValue($"{prefix}.{key}", out Weight? weight))
        {
            throw new CheckpointException(
                $"The tensor '{prefix}.{key}' is missing, so this file has no {network}. Use a complete Stable Diffusion 1.x checkpoint.");
        }

        if (!ranks.Contains(weight.Shape.Count) || weight.Shape.Any(size => size is < 1 or > LargestSize))
        {
            throw Unfit(key, $"has the shape [{string.Join(',', weight.Shape)}], which no {network} has");
        }

        return weight.Shape;
    }

    /// <summary>Throws unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string key, string fault)
    {
        if (!holds)
        {
            throw Unfit(key, fault);
        }
    }

    private CheckpointException Unfit(string key, string fault) =>
        new($"The tensor '{prefix}.{key}' {fault}. Use a Stable Diffusion checkpoint in its original (ldm) layout.");
}
