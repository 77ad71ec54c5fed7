using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>One reference case of a network: its synthetic inputs, and the recorded tensors to compare a run with (reference/models/README.md).</summary>
internal sealed class GoldenNetwork(string file)
{
    private readonly TensorFile _tensors = Reference.Tensors(file);

    public JsonElement Case => _tensors.Case;

    public bool IsFlat => Case.GetProperty("weights").GetString() == "flat";

    public TensorFile Tensors => _tensors;

    /// <summary>Shape of the input as the reference program had it: [N,C,H,W] or [N,L,C].</summary>
    public int[] InputShape(string name) => [.. Case.GetProperty(name).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    /// <summary>The synthetic input, pictures channels-last.</summary>
    public float[] Input(string name)
    {
        JsonElement input = Case.GetProperty(name);
        int[] shape = InputShape(name);
        int count = shape.Aggregate(1, (product, size) => product * size);
        string stream = input.GetProperty("synth").GetString()!;
        float[] values = input.TryGetProperty("scale", out JsonElement scale)
            ? SyntheticWeights.Tensor(stream, count, scale.GetDouble())
            : SyntheticWeights.Tensor(stream, count);
        return shape.Length == 4 ? ChannelsLast.FromChannelsFirst(values, shape) : values;
    }

    /// <summary>Compares every output that the file has whole or as a probe; returns the names compared.</summary>
    public IReadOnlyList<string> Compare(Graph graph, IReadOnlyDictionary<string, float[]> outputs, Func<string, string> nameInFile, Func<string, double> tolerance)
    {
        var compared = new List<string>();
        foreach ((string output, float[] values) in outputs)
        {
            string name = nameInFile(output);
            float[] actual = AsRecorded(values, graph.Outputs[output].Shape);
            foreach ((string recorded, float[] found) in new[] { (name, actual), ($"probe.{name}", Probe(actual)) })
            {
                if (_tensors.Has(recorded))
                {
                    Compare(recorded, found, tolerance(name));
                    compared.Add(recorded);
                }
            }
        }

        return compared;
    }

    /// <summary>Compares with one recorded tensor and notes the difference in the test's output.</summary>
    public void Compare(string name, float[] actual, double tolerance)
    {
        float[] expected = _tensors.Floats(name);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{file} {name}: rms difference {Close.Rms(expected, actual):g3}, largest {expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max():g3}");
        Close.Within(tolerance, expected, actual, $"{file} {name}");
    }

    /// <summary>A graph's output in the reference programs' layout.</summary>
    public static float[] AsRecorded(float[] values, IReadOnlyList<int> shape) =>
        shape.Count == 4 ? ChannelsLast.ToChannelsFirst(values, shape) : values;

    /// <summary>256 elements at (k · 2654435761) mod n, or all when there are no more.</summary>
    public static float[] Probe(float[] values) => values.Length <= 256
        ? values
        : [.. Enumerable.Range(0, 256).Select(k => values[k * 2654435761L % values.Length])];
}
