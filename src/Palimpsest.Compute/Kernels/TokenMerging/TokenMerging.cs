using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Merging of alike tokens: Bolya and Hoffman, "Token Merging for Fast Stable Diffusion", 2023, without randomness. The first token of every 2 × 2 stays.
/// A match is [n,2,tokens]: rows among the tokens that are left, and scratch.
/// </summary>
internal static unsafe class TokenMerging
{
    /// <summary>Every token's length, as a vector, into the scratch. This worker's tokens.</summary>
    public static void Lengths(float* x, float* match, int n, int tokens, int channels, int worker, int workers)
    {
        Partition part = Partition.Of((long)n * tokens, worker, workers);
        for (long i = part.Start; i < part.End; i++)
        {
            float* token = x + (i * channels);
            match[(((i / tokens * 2) + 1) * tokens) + (i % tokens)] = MathF.Sqrt(Dot(token, token, channels));
        }
    }

    /// <summary>
    /// For every token that may go: the cosine of the angle to the most alike one that stays, and, in the scratch, which that is. Those that stay keep their
    /// lengths there, which other workers read. This worker's tokens.
    /// </summary>
    public static void FindAlike(float* x, float* match, int n, int height, int width, int channels, int worker, int workers)
    {
        int tokens = height * width, stayingWide = width / 2, staying = height / 2 * stayingWide;
        Partition part = Partition.Of((long)n * tokens, worker, workers);
        for (long i = part.Start; i < part.End; i++)
        {
            (long sample, int token) = (i / tokens, (int)(i % tokens));
            if (Stays(token, height, width))
            {
                continue;
            }

            float* score = match + (sample * 2 * tokens) + token;
            float* lengths = match + (((sample * 2) + 1) * tokens);
            float* own = x + (i * channels);
            (float length, float most, int best) = (lengths[token], float.NegativeInfinity, 0);
            for (int candidate = 0; candidate < staying; candidate++)
            {
                int at = (candidate / stayingWide * 2 * width) + (candidate % stayingWide * 2);
                float alike = Dot(own, x + (((sample * tokens) + at) * channels), channels) / (length * lengths[at]);
                if (alike > most)
                {
                    (most, best) = (alike, at);
                }
            }

            (*score, lengths[token]) = (most, best);
        }
    }

    /// <summary>The tokens that may go, of one sample; for <see cref="Number"/>.</summary>
    public static int[] Going(int height, int width) => [.. Enumerable.Range(0, height * width).Where(token => !Stays(token, height, width))];

    /// <summary>Turns scores into rows: tokens that are left but may go in order, then those that stay, and merged ones with theirs. This worker's samples.</summary>
    /// <param name="going">For each sample a copy of <see cref="Going"/>, in any order; reordered.</param>
    /// <param name="keys">For each sample as many numbers; overwritten.</param>
    public static void Number(float* match, int[][] going, float[][] keys, int height, int width, int merged, int worker, int workers)
    {
        int tokens = height * width;
        Partition part = Partition.Of(going.Length, worker, workers);
        for (long sample = part.Start; sample < part.End; sample++)
        {
            float* rows = match + (sample * 2 * tokens), best = rows + tokens;
            Span<int> order = going[sample];
            Span<float> key = keys[sample];

            // In ascending order first, so that equal scores do not depend on earlier runs.
            order.Sort();
            for (int i = 0; i < order.Length; i++)
            {
                key[i] = -rows[order[i]];
            }

            key.Sort(order);
            int row = 0;
            foreach (int token in order[merged..])
            {
                rows[token] = row++;
            }

            for (int token = 0; token < tokens; token++)
            {
                if (Stays(token, height, width))
                {
                    rows[token] = row++;
                }
            }

            foreach (int token in order[..merged])
            {
                rows[token] = rows[(int)best[token]];
            }
        }
    }

    /// <summary>y [n,left,channels]: means of the tokens [n,tokens,channels] of each row; counts them in the scratch. This worker's samples.</summary>
    public static void Merge(float* x, float* match, float* y, int n, int tokens, int left, int channels, int worker, int workers)
    {
        Partition part = Partition.Of(n, worker, workers);
        for (long sample = part.Start; sample < part.End; sample++)
        {
            float* rows = match + (sample * 2 * tokens), counts = rows + tokens;
            new Span<float>(counts, tokens).Clear();
            var sums = new Span<float>(y + (sample * left * channels), left * channels);
            sums.Clear();
            for (int token = 0; token < tokens; token++)
            {
                int row = (int)rows[token];
                counts[row]++;
                float* from = x + (((sample * tokens) + token) * channels);
                for (int c = 0; c < channels; c++)
                {
                    sums[(row * channels) + c] += from[c];
                }
            }

            for (int row = 0; row < left; row++)
            {
                for (int i = row * channels; i < (row + 1) * channels; i++)
                {
                    sums[i] /= counts[row];
                }
            }
        }
    }

    /// <summary>y [n,tokens,channels]: every token's row of x [n,left,channels]. This worker's tokens.</summary>
    public static void Unmerge(float* x, float* match, float* y, int n, int left, int tokens, int channels, int worker, int workers)
    {
        Partition part = Partition.Of((long)n * tokens, worker, workers);
        for (long i = part.Start; i < part.End; i++)
        {
            (long sample, int token) = (i / tokens, (int)(i % tokens));
            long row = (long)match[(sample * 2 * tokens) + token];
            new ReadOnlySpan<float>(x + (((sample * left) + row) * channels), channels).CopyTo(new Span<float>(y + (i * channels), channels));
        }
    }

    /// <summary>The first token of a whole 2 × 2.</summary>
    private static bool Stays(int token, int height, int width)
    {
        (int row, int column) = (token / width, token % width);
        return row % 2 == 0 && column % 2 == 0 && row / 2 < height / 2 && column / 2 < width / 2;
    }

    /// <summary>Two accumulators of eight lanes on every machine, so that the sum's order is the same everywhere; the tail one by one.</summary>
    private static float Dot(float* a, float* b, int count)
    {
        Vector256<float> first = Vector256<float>.Zero, second = Vector256<float>.Zero;
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            first += Vector256.Load(a + i) * Vector256.Load(b + i);
            second += Vector256.Load(a + i + 8) * Vector256.Load(b + i + 8);
        }

        float sum = Vector256.Sum(first + second);
        for (; i < count; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
