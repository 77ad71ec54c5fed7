namespace Palimpsest.Diffusion.Guidance;

/// <summary>
/// Brings conditionings to the lengths at which they share a batch, by webui's rules. Every result is made once and kept, so that it stays the same object
/// from step to step.
/// </summary>
internal sealed class ConditioningFit(GuidanceOptions options)
{
    private readonly Dictionary<(Conditioning Source, int Length, int Chunks), Conditioning> _made = [];
    private float[] _zeros = [];

    public bool HasPadded { get; private set; }

    /// <summary>A part of a prompt, repeated at its end to the longest part of the batch, then extended towards the negative prompt if that is longer.</summary>
    public Conditioning Prompt(Conditioning part, int longest, int negative) => Made(part, longest, Math.Max(-ChunksToAppend(longest, negative), 0));

    public Conditioning Negative(Conditioning negative, int prompt)
    {
        if (!options.PadNegativeToPrompt)
        {
            return Made(negative, negative.TokenCount, Math.Max(ChunksToAppend(prompt, negative.TokenCount), 0));
        }

        HasPadded |= negative.TokenCount != prompt;
        return Made(negative, prompt, chunks: 0);
    }

    /// <summary>What an edit model sees in place of the picture.</summary>
    public float[] Zeros(int count) => _zeros.Length == count ? _zeros : _zeros = new float[count];

    /// <summary>How many empty prompts the negative prompt needs, or (negative) the prompt; 0 without that option.</summary>
    private int ChunksToAppend(int prompt, int negative)
    {
        if (options.PadNegativeToPrompt || options.PadWith is null)
        {
            return 0;
        }

        int chunks = (int)Math.Floor((prompt - negative) / (double)options.PadWith.TokenCount);
        HasPadded |= chunks != 0;
        return chunks;
    }

    private Conditioning Made(Conditioning source, int length, int chunks)
    {
        if (source.TokenCount == length && chunks == 0)
        {
            return source;
        }

        if (!_made.TryGetValue((source, length, chunks), out Conditioning? made))
        {
            made = source.TokenCount == length ? source : source.Resized(length);
            made = chunks == 0 ? made : made.Extended(options.PadWith!, chunks);
            _made.Add((source, length, chunks), made);
        }

        return made;
    }
}
