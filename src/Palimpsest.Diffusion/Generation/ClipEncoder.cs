using Palimpsest.Compute;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The checkpoint's text encoder, chunk by chunk on a device.</summary>
internal sealed class ClipEncoder(StableDiffusionModel model, Device device, int clipSkip) : ITextEncoder, IDisposable
{
    private Plan? _plan;

    /// <summary>Packs the weights where that is to be told of.</summary>
    public WeightPacking? Packing { get; set; }

    public int Width => model.Text.Width;

    public int PaddingToken => ClipTokenizer.EndOfText;

    public void Encode(int[] tokens, int count, Span<float> hidden) => Encode(tokens, [.. Enumerable.Repeat<IReadOnlyList<PlacedEmbedding>>([], count)], hidden);

    public void Encode(int[] tokens, IReadOnlyList<IReadOnlyList<PlacedEmbedding>> embeddings, Span<float> hidden)
    {
        _plan ??= Compile();
        int length = model.Text.Positions;
        for (int chunk = 0; chunk < embeddings.Count; chunk++)
        {
            model.Tokens.WriteInto(_plan.Input(ClipTextEncoder.Embeddings), tokens.AsSpan(chunk * length, length), Replacements(embeddings[chunk]));
            _plan.Run();
            _plan.Output(ClipTextEncoder.Hidden).CopyTo(hidden[(chunk * length * Width)..]);
        }
    }

    /// <summary>Gives back the working memory; the next call takes it again.</summary>
    public void Dispose()
    {
        _plan?.Dispose();
        _plan = null;
    }

    private Plan Compile()
    {
        Graph graph = Describe(model, clipSkip);
        Packing?.Pack(graph);
        return device.Compile(graph);
    }

    /// <summary>The vectors by their place in the chunk, the start token counted; what reaches beyond the chunk is cut off, as in webui.</summary>
    private Dictionary<int, float[]>? Replacements(IReadOnlyList<PlacedEmbedding> embeddings)
    {
        var replacements = new Dictionary<int, float[]>();
        foreach (PlacedEmbedding placed in embeddings)
        {
            IReadOnlyList<float[]> vectors = model.Networks.Embeddings[placed.Name].Vectors;
            for (int i = 0; i < vectors.Count && placed.Offset + 1 + i < model.Text.Positions; i++)
            {
                replacements[placed.Offset + 1 + i] = vectors[i];
            }
        }

        return replacements.Count > 0 ? replacements : null;
    }

    public static Graph Describe(StableDiffusionModel model, int clipSkip)
    {
        if (clipSkip > model.Text.Layers)
        {
            throw new GenerationException($"Clip skip is {clipSkip}, but the text encoder has {model.Text.Layers} layers: use a number between 1 and {model.Text.Layers}.");
        }

        return new ClipTextEncoder(model.Text, model.Weights).Describe(1, clipSkip);
    }
}
