using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>Token merging in double precision, written from the paper: the oracle of the kernels.</summary>
internal static class TokenMergingInterpreter
{
    public static double[] Match(MatchTokensNode node, double[] x)
    {
        (int tokens, int channels) = (node.X.Shape[1], node.X.Channels);
        int[] staying = [.. Enumerable.Range(0, node.Height / 2 * (node.Width / 2)).Select(i => (i / (node.Width / 2) * 2 * node.Width) + (i % (node.Width / 2) * 2))];
        int[] going = [.. Enumerable.Range(0, tokens).Except(staying)];
        var result = new double[node.Result.Count];
        for (int sample = 0; sample < node.X.Shape[0]; sample++)
        {
            double[][] vectors = [.. Enumerable.Range(0, tokens).Select(token => x.AsSpan(((sample * tokens) + token) * channels, channels).ToArray())];
            var best = going.Select(token => (Token: token, At: staying.MaxBy(other => Cosine(vectors[token], vectors[other])))).ToArray();
            int[] order = [.. best.OrderByDescending(pair => Cosine(vectors[pair.Token], vectors[pair.At])).Select(pair => pair.Token)];
            int start = sample * 2 * tokens, row = 0;
            foreach (int token in order[node.Merged..].Concat(staying))
            {
                result[start + token] = row++;
            }

            foreach (int token in order[..node.Merged])
            {
                result[start + token] = result[start + best.Single(pair => pair.Token == token).At];
            }
        }

        return result;
    }

    public static double[] Merge(MergeTokensNode node, double[] x, double[] match)
    {
        (int tokens, int left, int channels) = (node.X.Shape[1], node.Result.Shape[1], node.X.Channels);
        var sums = new double[node.Result.Count];
        var counts = new int[node.Result.Rows];
        for (int i = 0; i < node.X.Rows; i++)
        {
            int row = (i / tokens * left) + (int)match[(i / tokens * 2 * tokens) + (i % tokens)];
            counts[row]++;
            for (int c = 0; c < channels; c++)
            {
                sums[(row * channels) + c] += x[(i * channels) + c];
            }
        }

        return [.. sums.Select((sum, i) => sum / counts[i / channels])];
    }

    public static double[] Unmerge(UnmergeTokensNode node, double[] x, double[] match)
    {
        (int tokens, int left, int channels) = (node.Result.Shape[1], node.X.Shape[1], node.X.Channels);
        var result = new double[node.Result.Count];
        for (int i = 0; i < node.Result.Rows; i++)
        {
            int row = (i / tokens * left) + (int)match[(i / tokens * 2 * tokens) + (i % tokens)];
            x.AsSpan(row * channels, channels).CopyTo(result.AsSpan(i * channels));
        }

        return result;
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(y => y * y));
}
