using System.Text;

namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>
/// Weights and inputs as a function of their name and index, so that full-size networks can be tested without stored weights.
/// The definition is the reference data's synth.py: FNV-1a of the name, SplitMix64 of the index.
/// </summary>
public static class SyntheticWeights
{
    private static readonly string[] TripleGain = [".attn2.to_q.", ".attn2.to_k.", ".attn2.to_out.0."];
    private static readonly string[] Embeddings = ["token_embedding.weight", "position_embedding.weight", "positional_embedding"];

    /// <summary>Element <paramref name="index"/> (flat, row-major) of the stream called <paramref name="name"/>: uniform in [-1, 1), exact in float32.</summary>
    public static double Value(string name, long index) => Value(Hash(name), index);

    /// <summary>A synthetic input of unit variance: uniform in [-√3, √3).</summary>
    public static float[] Tensor(string name, int count, double scale = 1.7320508075688772)
    {
        ulong hash = Hash(name);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(Value(hash, i) * scale);
        }

        return values;
    }

    /// <summary>
    /// Writes the elements of the tensor <paramref name="key"/>, starting at flat index <paramref name="start"/>.
    /// <paramref name="crossAttentionGain"/> multiplies cross attention's q, k and output projections: 3 in checkpoint files, 1 in "flat" test cases.
    /// </summary>
    public static void Fill(string key, IReadOnlyList<int> shape, long start, Span<float> destination, double crossAttentionGain = 3)
    {
        ulong hash = Hash(key);
        double gain = TripleGain.Any(key.Contains) ? crossAttentionGain : 1;
        double scale = 0.05, offset = 0;
        if (shape.Count >= 2)
        {
            long fanIn = Embeddings.Any(key.EndsWith) ? shape[^1] : shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            scale = gain * Math.Sqrt(3.0 / fanIn);
        }
        else if (key.EndsWith(".weight", StringComparison.Ordinal))
        {
            (scale, offset) = (0.1, 1);
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)(offset + Value(hash, start + i) * scale);
        }
    }

    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return hash;
    }

    private static double Value(ulong hash, long index)
    {
        ulong z = hash + (ulong)(index + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 40) * (2.0 / (1 << 24)) - 1.0;
    }
}
