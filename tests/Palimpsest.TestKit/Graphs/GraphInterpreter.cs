using System.Numerics;
using System.Runtime.InteropServices;
using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>
/// The plainest evaluator of a <see cref="Graph"/>: one node after another, every sum in double precision, one thread.
/// It is the oracle for devices, so it shares no arithmetic with them.
/// </summary>
public sealed class GraphInterpreter : IGraphRunner
{
    public IReadOnlyDictionary<string, float[]> Run(Graph graph, IReadOnlyDictionary<string, float[]> inputs)
    {
        var values = new Dictionary<Value, double[]>();
        foreach (Node node in graph.Nodes)
        {
            values[node.Result] = node is InputNode input ? ReadInput(input, inputs) : Evaluate(node, value => values[value]);
        }

        return graph.Outputs.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(values[pair.Value], value => (float)value));
    }

    private static double[] ReadInput(InputNode node, IReadOnlyDictionary<string, float[]> inputs)
    {
        float[] given = inputs[node.Name];
        return given.Length == node.Result.Count
            ? Array.ConvertAll(given, value => (double)value)
            : throw new ArgumentException($"Input '{node.Name}' has {given.Length} elements, expected {node.Result}.");
    }

    private static double[] Evaluate(Node node, Func<Value, double[]> read) => node switch
    {
        Conv2dNode conv => Conv2d(conv, read),
        LinearNode linear => Linear(linear, read),
        GeGluNode geGlu => GeGlu(geGlu, read),
        GroupNormNode norm => GroupNorm(norm, read(norm.X)),
        LayerNormNode norm => LayerNorm(norm, read(norm.X)),
        AttentionNode attention => Attention(attention, read(attention.Q), read(attention.K), read(attention.V)),
        ActivateNode activate => Array.ConvertAll(read(activate.X), x => Activations.Apply(activate.Activation, x)),
        AddNode add => [.. read(add.A).Zip(read(add.B), (a, b) => a + (add.Factor * b))],
        ConcatNode concat => Concat(concat, read(concat.A), read(concat.B)),
        ResizeNearestNode resize => ResizeNearest(resize, read(resize.X)),
        ReshapeNode reshape => read(reshape.X),
        MatchTokensNode match => TokenMergingInterpreter.Match(match, read(match.X)),
        MergeTokensNode merge => TokenMergingInterpreter.Merge(merge, read(merge.X), read(merge.Match)),
        UnmergeTokensNode unmerge => TokenMergingInterpreter.Unmerge(unmerge, read(unmerge.X), read(unmerge.Match)),
        _ => throw new NotSupportedException($"{node.GetType().Name} has no plain evaluation yet: add one here."),
    };

    private static double[] Conv2d(Conv2dNode node, Func<Value, double[]> read)
    {
        double[] x = read(node.X);
        IReadOnlyList<int> size = node.Weight.Shape; // [O,C,KH,KW]
        (int channels, int kernelHeight, int kernelWidth) = (size[1], size[2], size[3]);
        (int height, int width) = (node.X.Shape[1], node.X.Shape[2]);
        (int samples, int outHeight, int outWidth, int outputs) = (node.Result.Shape[0], node.Result.Shape[1], node.Result.Shape[2], node.Result.Shape[3]);
        double[] weight = OutputsLast(node.Weight, channels * kernelHeight * kernelWidth);
        double[] y = StartingWith(node.Residual, node.Bias, node.Result, read);
        AddChannelBias(node, read, y);
        Padding padding = node.Padding;
        for (int n = 0; n < samples; n++)
        {
            for (int i = 0; i < outHeight; i++)
            {
                for (int j = 0; j < outWidth; j++)
                {
                    Span<double> sums = y.AsSpan(((n * outHeight + i) * outWidth + j) * outputs, outputs);
                    for (int a = 0; a < kernelHeight; a++)
                    {
                        for (int b = 0; b < kernelWidth; b++)
                        {
                            int row = i * node.Stride + a - padding.Top, column = j * node.Stride + b - padding.Left;
                            if (padding.Circular)
                            {
                                (row, column) = ((row + height) % height, (column + width) % width);
                            }

                            if (row < 0 || row >= height || column < 0 || column >= width)
                            {
                                continue;
                            }

                            int pixel = ((n * height + row) * width + column) * channels;
                            for (int c = 0; c < channels; c++)
                            {
                                MultiplyAdd(x[pixel + c], weight.AsSpan(((c * kernelHeight + a) * kernelWidth + b) * outputs, outputs), sums);
                            }
                        }
                    }
                }
            }
        }

        return y;
    }

    private static void AddChannelBias(Conv2dNode node, Func<Value, double[]> read, double[] y)
    {
        if (node.ChannelBias is null)
        {
            return;
        }

        double[] bias = read(node.ChannelBias);
        int outputs = node.Result.Channels, perSample = y.Length / node.Result.Shape[0];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] += bias[i / perSample * outputs + i % outputs];
        }
    }

    private static double[] Linear(LinearNode node, Func<Value, double[]> read)
    {
        double[] y = StartingWith(null, node.Bias, node.Result, read);
        AccumulateProduct(read(node.X), node.Weight, y);
        double[]? residual = node.Residual is null ? null : read(node.Residual);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Activations.Apply(node.Activation, y[i]) + (residual?[i] ?? 0);
        }

        return y;
    }

    private static double[] GeGlu(GeGluNode node, Func<Value, double[]> read)
    {
        int half = node.Result.Channels;
        double[] bias = ReadDoubles(node.Bias);
        var hidden = new double[node.Result.Rows * 2 * half];
        for (int i = 0; i < hidden.Length; i++)
        {
            hidden[i] = bias[i % (2 * half)];
        }

        AccumulateProduct(read(node.X), node.Weight, hidden);
        var y = new double[node.Result.Count];
        for (int i = 0; i < y.Length; i++)
        {
            int start = i / half * 2 * half + i % half;
            y[i] = hidden[start] * Activations.Apply(Activation.Gelu, hidden[start + half]);
        }

        return y;
    }

    private static double[] GroupNorm(GroupNormNode node, double[] x)
    {
        (double[] gamma, double[] beta) = (ReadDoubles(node.Gamma), ReadDoubles(node.Beta));
        int channels = node.Result.Channels, groupWidth = channels / node.Groups;
        int samples = node.Result.Shape[0], positions = x.Length / samples / channels;
        var y = new double[x.Length];
        for (int group = 0; group < samples * node.Groups; group++)
        {
            int start = group / node.Groups * positions * channels + group % node.Groups * groupWidth;
            IEnumerable<int> members = Enumerable.Range(0, positions * groupWidth).Select(k => start + k / groupWidth * channels + k % groupWidth);
            NormaliseInto(y, x, [.. members], gamma, beta, node.Epsilon);
        }

        return node.Silu ? Array.ConvertAll(y, value => Activations.Apply(Activation.Silu, value)) : y;
    }

    private static double[] LayerNorm(LayerNormNode node, double[] x)
    {
        (double[] gamma, double[] beta) = (ReadDoubles(node.Gamma), ReadDoubles(node.Beta));
        int channels = node.Result.Channels;
        var y = new double[x.Length];
        for (int start = 0; start < x.Length; start += channels)
        {
            NormaliseInto(y, x, [.. Enumerable.Range(start, channels)], gamma, beta, node.Epsilon);
        }

        return y;
    }

    private static void NormaliseInto(double[] y, double[] x, int[] members, double[] gamma, double[] beta, double epsilon)
    {
        double mean = members.Average(i => x[i]);
        double variance = members.Average(i => (x[i] - mean) * (x[i] - mean));
        double scale = 1 / Math.Sqrt(variance + epsilon);
        foreach (int i in members)
        {
            int channel = i % gamma.Length;
            y[i] = (x[i] - mean) * scale * gamma[channel] + beta[channel];
        }
    }

    private static double[] Attention(AttentionNode node, double[] q, double[] k, double[] v)
    {
        int channels = node.Q.Channels, headWidth = channels / node.Heads;
        int samples = node.Q.Shape[0], queries = node.Q.Shape[1], keys = node.K.Shape[1];
        var y = new double[q.Length];
        var scores = new double[keys];
        for (int row = 0; row < samples * queries; row++)
        {
            int sample = row / queries;
            int seen = node.Causal ? Math.Min(keys, row % queries + 1) : keys;
            for (int head = 0; head < node.Heads; head++)
            {
                int slice = head * headWidth;
                Span<double> query = q.AsSpan(row * channels + slice, headWidth);
                for (int s = 0; s < seen; s++)
                {
                    scores[s] = Dot(query, k.AsSpan((sample * keys + s) * channels + slice, headWidth)) / Math.Sqrt(headWidth);
                }

                double largest = scores.Take(seen).Max(), total = 0;
                for (int s = 0; s < seen; s++)
                {
                    scores[s] = Math.Exp(scores[s] - largest);
                    total += scores[s];
                }

                for (int s = 0; s < seen; s++)
                {
                    MultiplyAdd(scores[s] / total, v.AsSpan((sample * keys + s) * channels + slice, headWidth), y.AsSpan(row * channels + slice, headWidth));
                }
            }
        }

        return y;
    }

    private static double[] Concat(ConcatNode node, double[] a, double[] b)
    {
        (int left, int right) = (node.A.Channels, node.B.Channels);
        var y = new double[a.Length + b.Length];
        for (int row = 0; row < node.Result.Rows; row++)
        {
            a.AsSpan(row * left, left).CopyTo(y.AsSpan(row * (left + right)));
            b.AsSpan(row * right, right).CopyTo(y.AsSpan(row * (left + right) + left));
        }

        return y;
    }

    private static double[] ResizeNearest(ResizeNearestNode node, double[] x)
    {
        (int height, int width, int channels) = (node.X.Shape[1], node.X.Shape[2], node.X.Channels);
        (int outHeight, int outWidth) = (node.Result.Shape[1], node.Result.Shape[2]);
        var y = new double[node.Result.Count];
        for (int pixel = 0; pixel < node.Result.Rows; pixel++)
        {
            int n = pixel / (outHeight * outWidth), i = pixel / outWidth % outHeight, j = pixel % outWidth;
            int source = (n * height + i * height / outHeight) * width + j * width / outWidth;
            x.AsSpan(source * channels, channels).CopyTo(y.AsSpan(pixel * channels));
        }

        return y;
    }

    /// <summary>A new result that holds residual + bias, to be added to.</summary>
    private static double[] StartingWith(Value? residual, Weight? bias, Value result, Func<Value, double[]> read)
    {
        double[] y = residual is null ? new double[result.Count] : [.. read(residual)];
        double[]? bias64 = bias is null ? null : ReadDoubles(bias);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] += bias64?[i % bias64.Length] ?? 0;
        }

        return y;
    }

    private static void AccumulateProduct(double[] x, Weight weight, double[] y)
    {
        int outputs = weight.Shape[0], channels = (int)(weight.Count / outputs);
        double[] transposed = OutputsLast(weight, channels);
        for (int i = 0; i < x.Length; i++)
        {
            MultiplyAdd(x[i], transposed.AsSpan(i % channels * outputs, outputs), y.AsSpan(i / channels * outputs, outputs));
        }
    }

    private static double[] ReadDoubles(Weight weight) => Array.ConvertAll(weight.ToFloats(), value => (double)value);

    /// <summary>[O,K] as [K,O], so that the innermost loops run over neighbours.</summary>
    private static double[] OutputsLast(Weight weight, int inner)
    {
        float[] rows = weight.ToFloats();
        int outputs = rows.Length / inner;
        var columns = new double[rows.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int k = 0; k < inner; k++)
            {
                columns[k * outputs + o] = rows[o * inner + k];
            }
        }

        return columns;
    }

    private static void MultiplyAdd(double factor, ReadOnlySpan<double> x, Span<double> sums)
    {
        Span<Vector<double>> wideSums = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> wideX = MemoryMarshal.Cast<double, Vector<double>>(x);
        for (int i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideX[i] * factor;
        }

        for (int i = wideSums.Length * Vector<double>.Count; i < sums.Length; i++)
        {
            sums[i] += x[i] * factor;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
