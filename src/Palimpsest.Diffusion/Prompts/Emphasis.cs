namespace Palimpsest.Diffusion.Prompts;

/// <summary>Emphasis on a text encoder's output.</summary>
public static class Emphasis
{
    /// <summary>The mode that webui's option value names; a value it does not know means Original there.</summary>
    public static EmphasisMode FromOption(string value) => value switch
    {
        "None" => EmphasisMode.None,
        "Ignore" => EmphasisMode.Ignore,
        "No norm" => EmphasisMode.NoNorm,
        _ => EmphasisMode.Original,
    };

    /// <summary>The option value, and infotext value, of a mode.</summary>
    public static string ToOption(EmphasisMode mode) => mode == EmphasisMode.NoNorm ? "No norm" : mode.ToString();

    /// <summary>
    /// Weighs <paramref name="hidden"/> [N,L,W] by <paramref name="multipliers"/> [N,L]. The means of mode Original are those of the
    /// whole tensor: texts encoded together influence each other, as they do in webui.
    /// </summary>
    /// <param name="mode">None and Ignore change nothing.</param>
    /// <param name="hidden">[N,L,W].</param>
    /// <param name="multipliers">[N,L].</param>
    /// <param name="repeats">[N]: how often each text counts in the means, as if it stood there so many times; empty for once each.</param>
    public static void ApplyInPlace(EmphasisMode mode, Span<float> hidden, ReadOnlySpan<float> multipliers, ReadOnlySpan<int> repeats = default)
    {
        if (mode is EmphasisMode.None or EmphasisMode.Ignore || hidden.IsEmpty)
        {
            return;
        }

        float before = Mean(hidden, repeats);
        int width = hidden.Length / multipliers.Length;
        for (int token = 0; token < multipliers.Length; token++)
        {
            foreach (ref float value in hidden.Slice(token * width, width))
            {
                value *= multipliers[token];
            }
        }

        if (mode == EmphasisMode.Original)
        {
            float scale = before / Mean(hidden, repeats);
            foreach (ref float value in hidden)
            {
                value *= scale;
            }
        }
    }

    private static float Mean(ReadOnlySpan<float> hidden, ReadOnlySpan<int> repeats)
    {
        double sum = 0;
        long count = 0;
        int texts = Math.Max(1, repeats.Length), size = hidden.Length / texts;
        for (int text = 0; text < texts; text++)
        {
            double sumOfText = 0;
            foreach (float value in hidden.Slice(text * size, size))
            {
                sumOfText += value;
            }

            int times = repeats.IsEmpty ? 1 : repeats[text];
            sum += sumOfText * times;
            count += (long)size * times;
        }

        return (float)(sum / count);
    }
}
