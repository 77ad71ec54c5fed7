using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>What hypernetworks make of an attention's source, against webui's own.</summary>
public sealed class HypernetworkChainTests
{
    private const string Folder = "adapters/hypernetworks";

    /// <summary>reference/adapters/README.md, "Tolerances".</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Scale of the sources; the README does not give it, the recorded source that no network changes does.</summary>
    private const double SourceScale = 1.7;

    public static IEnumerable<ITheoryDataRow> Cases => Reference.Find($"{Folder}/index.json") is string path
        ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").EnumerateArray()
            .Select(@case => (ITheoryDataRow)new TheoryDataRow<string>(@case.GetProperty("case").GetString()!))
        : [new TheoryDataRow<string>("absent") { Skip = "The reference's hypernetworks are not here." }];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Keys_and_values_are_webuis(string name)
    {
        JsonElement @case = Reference.Json($"{Folder}/index.json").GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("case").GetString() == name);
        List<string> paths = [.. @case.GetProperty("files").EnumerateArray().Select(file => Reference.Path($"{Folder}/{file.GetString()}"))];
        if (@case.TryGetProperty("load_error", out _))
        {
            string message = Assert.Throws<CheckpointException>(() => Hypernetwork.Open(paths[0])).Message;
            Assert.Contains(Path.GetFileName(paths[0]), message);
            return;
        }

        List<Hypernetwork> files = [.. paths.Select(path => Hypernetwork.Open(path))];
        try
        {
            List<HypernetworkUse> uses = [.. files.Zip(@case.GetProperty("multipliers").EnumerateArray(), (file, multiplier) => new HypernetworkUse(file, multiplier.GetSingle()))];
            TensorFile expected = Reference.Tensors($"{Folder}/{@case.GetProperty("expected").GetString()}");
            foreach (JsonProperty context in @case.GetProperty("contexts").EnumerateObject())
            {
                Compare(expected, context.Name, [.. context.Value.EnumerateArray().Select(size => size.GetInt32())], uses);
            }
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    [Fact]
    public void A_source_that_attentions_share_is_changed_once()
    {
        using Hypernetwork file = Hypernetwork.Open(Reference.Path($"{Folder}/relu.pt"));
        var graph = new Graph();
        var chain = new HypernetworkChain(graph, [new HypernetworkUse(file, 1)]);
        Value source = graph.Input("x", 1, 3, 16);

        Assert.Equal(chain.Describe(source), chain.Describe(source));
    }

    [Fact]
    public void Prelu_multiplies_what_is_below_zero_by_the_slope_in_the_file()
    {
        // One number wide: h = 2x + 1, prelu with slope 0.25, y = x + (3h - 1).
        using Hypernetwork file = Write("prelu", ("1.0.linear.0.weight", 2), ("1.0.linear.0.bias", 1), ("1.0.linear.1.weight", 0.25f), ("1.0.linear.2.weight", 3), ("1.0.linear.2.bias", -1));
        var graph = new Graph();
        (Value keys, _) = new HypernetworkChain(graph, [new HypernetworkUse(file, 1)]).Describe(graph.Input("x", 1, 3, 1));
        graph.Output("k", keys);

        float[] made = Runners.Get(Runners.Processor).Run(graph, new Dictionary<string, float[]> { ["x"] = [1, -0.5f, -2] })["k"];

        Assert.Equal([1 + 8, -0.5f - 1, -2 + (3 * 0.25f * -3) - 1], made);
    }

    [Theory]
    [InlineData("softmax", "over the batch")]
    [InlineData("threshold", "webui cannot build it")]
    [InlineData("glu", "halves the width")]
    [InlineData("mishmash", "none of linear, relu")]
    public void A_function_that_cannot_be_used_is_refused_with_the_reason(string activation, string reason)
    {
        string message = Assert.Throws<CheckpointException>(() => Write(activation, ("1.0.linear.0.weight", 2), ("1.0.linear.0.bias", 1))).Message;

        Assert.Contains($"'{activation}'", message);
        Assert.Contains(reason, message);
    }

    /// <summary>A hypernetwork of one number's width whose values' network is its keys'.</summary>
    private static Hypernetwork Write(string activation, params (string Name, float Value)[] tensors)
    {
        string path = Path.Combine(Path.GetTempPath(), $"palimpsest-hypernetwork-{Guid.NewGuid():n}.safetensors");
        Dictionary<string, float> all = tensors.SelectMany(tensor => new[] { tensor, (Name: tensor.Name.Replace("1.0.", "1.1.", StringComparison.Ordinal), tensor.Value) }).ToDictionary();
        SafetensorsWriter.Write(
            path,
            [.. all.Keys.Select(name => new TensorSpec(name, StoredType.F32, name.EndsWith("bias", StringComparison.Ordinal) || name.Contains("linear.1", StringComparison.Ordinal) ? [1] : [1, 1]))],
            (tensor, _, bytes) => BitConverter.TryWriteBytes(bytes, all[tensor.Name]),
            new Dictionary<string, string> { ["activation_func"] = activation, ["activate_output"] = "False" });
        try
        {
            return Hypernetwork.Open(path);
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // what is open stays readable
            }
        }
    }

    private static void Compare(TensorFile expected, string name, int[] shape, List<HypernetworkUse> uses)
    {
        var graph = new Graph();
        (Value keys, Value values) = new HypernetworkChain(graph, uses).Describe(graph.Input("x", shape));
        graph.Output("k", keys);
        graph.Output("v", values);
        float[] input = SyntheticWeights.Tensor(name, shape.Aggregate(1, (product, size) => product * size), SourceScale);
        foreach (string runner in (string[])[Runners.Interpreter, Runners.Processor])
        {
            IReadOnlyDictionary<string, float[]> outputs = Runners.Get(runner).Run(graph, new Dictionary<string, float[]> { ["x"] = input });
            Close.Within(Tolerance, expected.Floats($"{name}.k"), outputs["k"], $"{name} keys on {runner}");
            Close.Within(Tolerance, expected.Floats($"{name}.v"), outputs["v"], $"{name} values on {runner}");
        }
    }
}
