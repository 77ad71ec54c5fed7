using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Finds a textual inversion's vectors among the tensors of a file, by webui's rules.</summary>
internal static class EmbeddingVectors
{
    /// <summary>webui's trainer makes up to 75; longer ones exist but no prompt has room for them.</summary>
    private const int MostVectors = 10_000;

    /// <summary>CLIP-L, OpenCLIP-H, OpenCLIP-G, and the two encoders of Stable Diffusion XL together.</summary>
    private static readonly int[] EncoderWidths = [768, 1024, 1280, 2048];

    private const string ByWord = "string_to_param.";

    /// <summary>
    /// One tensor under string_to_param; else clip_l and clip_g; else the only tensor, whatever it is called.
    /// </summary>
    /// <exception cref="CheckpointException">There is none, or there are several.</exception>
    public static TextualInversion Read(string path, string name, IReadOnlyDictionary<string, Weight> tensors)
    {
        List<Weight> words = [.. tensors.Where(pair => pair.Key.StartsWith(ByWord, StringComparison.Ordinal)).Select(pair => pair.Value)];
        if (words.Count > 0)
        {
            return new TextualInversion(name, Rows(path, Single(path, name, words)));
        }

        if (tensors.TryGetValue("clip_l", out Weight? first) && tensors.TryGetValue("clip_g", out Weight? second))
        {
            IReadOnlyList<float[]> vectors = Rows(path, first), others = Rows(path, second);
            return vectors.Count == others.Count
                ? new TextualInversion(name, vectors, others)
                : throw Fault(path, $"the embedding '{name}' has {vectors.Count} vectors for one text encoder and {others.Count} for the other");
        }

        // Any name will do, so only the width tells vectors of a text encoder from other tensors.
        Weight only = Single(path, name, [.. tensors.Values]);
        return only.Shape.Count > 0 && EncoderWidths.Contains(only.Shape[^1])
            ? new TextualInversion(name, Rows(path, only))
            : throw Fault(path, $"its only tensor '{only.Name}' is [{string.Join(',', only.Shape)}], and no text encoder has vectors of that width");
    }

    private static Weight Single(string path, string name, List<Weight> tensors) => tensors.Count switch
    {
        1 => tensors[0],
        0 => throw Fault(path, $"the embedding '{name}' holds no vectors"),
        _ => throw Fault(path, $"the embedding '{name}' holds {tensors.Count} tensors ('{tensors[0].Name}', '{tensors[1].Name}' …): it must be one word's vectors alone"),
    };

    private static IReadOnlyList<float[]> Rows(string path, Weight weight)
    {
        bool isTable = weight.Shape.Count is 1 or 2 && weight.Count > 0;
        int width = isTable ? weight.Shape[^1] : 0;
        if (!isTable || weight.Count / width > MostVectors)
        {
            throw Fault(path, $"the tensor '{weight.Name}' is [{string.Join(',', weight.Shape)}], which is no list of vectors");
        }

        return [.. weight.ToFloats().Chunk(width)];
    }

    private static CheckpointException Fault(string path, string what) =>
        new($"{System.IO.Path.GetFileName(path)}: {what}; the file is damaged or no textual inversion.");
}
