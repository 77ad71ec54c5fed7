using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Networks;

/// <summary>Which textual inversions a job's prompts call, as the infotext tells it: "name: hash, …".</summary>
internal static class EmbeddingUse
{
    /// <summary>
    /// The infotext's "TI hashes", or null. webui puts what a prompt calls before what is there already; an embedding that two prompts call is
    /// told twice.
    /// </summary>
    /// <param name="settings">How prompts are read, and what the infotext tells.</param>
    /// <param name="prompts">The texts in the order in which they are encoded, with their steps and the embeddings there are then.</param>
    public static string? Hashes(GenerationSettings settings, IEnumerable<(ActiveNetworks Networks, string Text, int Steps)> prompts)
    {
        var told = new List<string>();
        foreach ((ActiveNetworks networks, string text, int steps) in prompts.Where(prompt => prompt.Networks.EmbeddingNames is not null))
        {
            var tokenizer = new PromptTokenizer(NetworkedModel.TextTokenizer, networks.EmbeddingNames);
            told.InsertRange(0, Called(tokenizer, settings, text, steps).Select(name => Describe(networks, settings, name)).OfType<string>());
        }

        return told.Count == 0 ? null : string.Join(", ", told);
    }

    /// <summary>A name without the two characters that part the list's entries.</summary>
    public static string Plain(string name) => name.Replace(":", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);

    /// <summary>The embeddings of a prompt's schedule variants, chunk by chunk, each once.</summary>
    private static IEnumerable<string> Called(PromptTokenizer tokenizer, GenerationSettings settings, string text, int steps)
    {
        List<IReadOnlyList<PromptChunk>> variants = [.. PromptSchedule.Expand(text, steps, null, settings.OldScheduling)
            .Select(entry => entry.Text).Distinct().Select(variant => tokenizer.Tokenize(variant, settings.Prompts).Chunks)];
        return Enumerable.Range(0, variants.Max(chunks => chunks.Count))
            .SelectMany(chunk => variants.Where(chunks => chunk < chunks.Count).SelectMany(chunks => chunks[chunk].Embeddings))
            .Select(embedding => embedding.Name).Distinct();
    }

    private static string? Describe(ActiveNetworks networks, GenerationSettings settings, string name)
    {
        ActiveEmbedding embedding = networks.Embeddings[name];
        return embedding.IsBundled && !settings.BundledEmbeddingsInInfotext ? null : $"{Plain(name)}: {embedding.Mark()}";
    }
}
