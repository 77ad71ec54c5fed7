using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Textual inversions inside a LoRA's file: "bundle_emb.NAME.string_to_param.*", or ".clip_l" and ".clip_g" for Stable Diffusion XL.</summary>
internal static class BundledEmbeddings
{
    private const string Prefix = "bundle_emb.";

    /// <exception cref="CheckpointException">An embedding has no vectors, or vectors of several words.</exception>
    public static IReadOnlyList<TextualInversion> Read(Checkpoint file)
    {
        var bundles = new Dictionary<string, Dictionary<string, Weight>>();
        foreach ((string key, Weight weight) in file.Weights)
        {
            // An embedding's own name may have no dot: the first one after the prefix ends it, as in webui.
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key.IndexOf('.', Prefix.Length) is > 0 and int dot)
            {
                string name = key[Prefix.Length..dot];
                bundles.TryAdd(name, []);
                bundles[name][key[(dot + 1)..]] = weight;
            }
        }

        return [.. bundles.Select(bundle => EmbeddingVectors.Read(file.Path, bundle.Key, bundle.Value))];
    }
}
