using Palimpsest.Diffusion.Guidance;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Turns prompts into what the denoiser attends to: AND, schedules, emphasis and chunks, as webui 1.10.1. Results are kept for the
/// next request with the same text, so an encoder that changes (another clip skip, a LoRA) needs a new instance. Not thread-safe.
/// </summary>
public sealed class PromptEncoder(ITextEncoder encoder, PromptTokenizer tokenizer, PromptOptions options)
{
    /// <summary>64 MiB of floats: about 280 chunks of SD1's width.</summary>
    private const long MostCachedValues = 16 << 20;

    /// <summary>Chunks of one text, 19200 tokens: far beyond what a prompt can mean, and few enough that a wrong file ends in a message, not in hours.</summary>
    private const int MostChunks = 256;

    /// <summary>Chunks of a prompt's schedule variants together, for the same reason.</summary>
    private const int MostChunksOfAll = 8192;

    /// <summary>Each part of an AND costs a model call a step.</summary>
    private const int MostParts = 64;

    private readonly Dictionary<Request, ConditioningSchedule> _cache = [];
    private readonly Queue<Request> _cached = [];
    private long _cachedValues;

    /// <summary>A positive prompt after styles, comments and network tags. Equal parts are encoded once.</summary>
    /// <param name="prompt">With AND, schedules, emphasis and BREAK.</param>
    /// <param name="steps">The job's steps, doubled for samplers that call the model twice a step; of the first pass.</param>
    /// <param name="hiresSteps">The second pass's steps, when the conditioning is for that.</param>
    /// <exception cref="PromptException">A weight in brackets is no number, or the prompt is too long.</exception>
    public IReadOnlyList<PromptPart> EncodePositive(string prompt, int steps, int? hiresSteps = null)
    {
        IReadOnlyList<WeightedPrompt> parts = PromptComposition.Split(prompt);
        return parts.Count <= MostParts
            ? [.. parts.Select(part => new PromptPart(EncodeScheduled(part.Text, steps, hiresSteps), part.Weight))]
            : throw new PromptException($"The prompt has {parts.Count} parts joined by AND, each of which costs a model call at every step; at most {MostParts} are allowed.");
    }

    /// <summary>A negative prompt, where AND is a word like others; parameters and errors as for a positive one.</summary>
    public ConditioningSchedule EncodeNegative(string prompt, int steps, int? hiresSteps = null) => EncodeScheduled(prompt, steps, hiresSteps);

    private ConditioningSchedule EncodeScheduled(string text, int steps, int? hiresSteps)
    {
        var request = new Request(text, steps, hiresSteps);
        if (_cache.TryGetValue(request, out ConditioningSchedule? known))
        {
            return known;
        }

        IReadOnlyList<ScheduledPrompt> schedule = PromptSchedule.Expand(text, steps, hiresSteps, options.OldScheduling);
        List<(string Text, int Count)> texts = [.. schedule.GroupBy(entry => entry.Text).Select(same => (same.Key, same.Count()))];
        Dictionary<string, Conditioning> encoded = EncodeTogether(texts);
        var result = new ConditioningSchedule([.. schedule.Select(entry => (entry.EndStep, encoded[entry.Text]))]);
        Keep(request, result);
        return result;
    }

    /// <summary>
    /// The schedule variants of a prompt, each different text once: chunk after chunk over all of them, texts that have no more
    /// chunks filled with empty ones. Emphasis sees a text as often as the schedule has it.
    /// </summary>
    private Dictionary<string, Conditioning> EncodeTogether(List<(string Text, int Count)> texts)
    {
        List<IReadOnlyList<PromptChunk>> chunks = [.. texts.Select(text => tokenizer.Tokenize(text.Text, options).Chunks)];
        int longest = chunks.Max(list => list.Count);
        if (longest > MostChunks || (long)longest * texts.Count > MostChunksOfAll)
        {
            throw new PromptException(
                $"The prompt has {longest} chunks of {PromptChunk.Capacity} tokens in {texts.Count} variants; at most {MostChunks} chunks and {MostChunksOfAll} in all variants together are allowed. Is a file in its place?");
        }

        PromptChunk empty = tokenizer.Tokenize("", options).Chunks[0];
        int[] repeats = [.. texts.Select(text => text.Count)];
        int chunkCount = chunks.Max(list => list.Count), chunkValues = PromptChunk.Length * encoder.Width;
        var values = texts.ToDictionary(text => text.Text, _ => new float[chunkCount * chunkValues]);
        var hidden = new float[texts.Count * chunkValues];
        for (int chunk = 0; chunk < chunkCount; chunk++)
        {
            List<PromptChunk> batch = [.. chunks.Select(list => chunk < list.Count ? list[chunk] : empty)];
            encoder.Encode([.. batch.SelectMany(PaddedTokens)], [.. batch.Select(part => part.Embeddings)], hidden);
            Emphasis.ApplyInPlace(options.Emphasis, hidden, [.. batch.SelectMany(part => part.Multipliers)], repeats);
            for (int text = 0; text < texts.Count; text++)
            {
                hidden.AsSpan(text * chunkValues, chunkValues).CopyTo(values[texts[text].Text].AsSpan(chunk * chunkValues));
            }
        }

        return values.ToDictionary(pair => pair.Key, pair => new Conditioning(pair.Value, encoder.Width));
    }

    /// <summary>The chunk's tokens with the encoder's padding after the first end of text.</summary>
    private IEnumerable<int> PaddedTokens(PromptChunk chunk)
    {
        if (chunk.Tokens.Length != PromptChunk.Length)
        {
            throw new PromptException(
                $"The prompt calls the textual inversion '{chunk.Embeddings[0].Name}', which has {chunk.Tokens.Length - 2} vectors with what stands beside it: the text encoder has room for {PromptChunk.Capacity}. Leave it out.");
        }

        int end = Array.IndexOf(chunk.Tokens, ClipTokenizer.EndOfText);
        return chunk.Tokens.Select((token, position) => position > end ? encoder.PaddingToken : token);
    }

    private void Keep(Request request, ConditioningSchedule result)
    {
        _cache[request] = result;
        _cached.Enqueue(request);
        _cachedValues += ValueCount(result);
        while (_cachedValues > MostCachedValues && _cached.TryDequeue(out Request? oldest))
        {
            _cachedValues -= ValueCount(_cache[oldest]);
            _cache.Remove(oldest);
        }
    }

    private static long ValueCount(ConditioningSchedule result) =>
        result.Entries.Select(entry => entry.Conditioning.Tokens).Distinct().Sum(values => (long)values.Length);

    private sealed record Request(string Text, int Steps, int? HiresSteps);
}
