using System.Globalization;
using System.Text.Json;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests.Adapters;

/// <summary>One network a case against what webui made of it: each layer's change, and the weights after it was applied.</summary>
public sealed class LoraCaseTests
{
    private static readonly string[] Rotations = ["oft", "dora"];

    public static IEnumerable<ITheoryDataRow> Cases => AdapterReference.Cases(AdapterReference.LoraIndex);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Changes_and_weights_are_webuis(string name)
    {
        JsonElement @case = AdapterReference.Case(AdapterReference.LoraIndex, name);
        bool half = @case.GetProperty("base_dtype").GetString() == "float16";
        Dictionary<string, Weight> originals = AdapterReference.Base(half);
        using NetworkFile file = NetworkFile.Open(Reference.Path($"adapters/lora/{@case.GetProperty("network").GetString()}"));
        var targets = new LayerTargets(originals.Keys);
        if (@case.TryGetProperty("load_error", out _))
        {
            string message = Assert.Throws<CheckpointException>(() => file.Fit(targets)).Message;
            Assert.Contains("no known kind", message);
            return;
        }

        NetworkFit fit = file.Fit(targets);
        Assert.Equal(@case.GetProperty("layers").EnumerateObject().Select(layer => layer.Name).Order(), fit.Layers.Values.Select(layer => layer.Target.Module).Order());
        JsonElement multipliers = @case.GetProperty("merged_multiplier");
        int? ranks = @case.GetProperty("dyn").ValueKind == JsonValueKind.Null ? null : @case.GetProperty("dyn").GetInt32();
        var use = new NetworkUse(fit, multipliers.GetProperty("te").GetSingle(), multipliers.GetProperty("unet").GetSingle(), ranks);
        var patched = new PatchedWeights(originals, [use], half);
        Assert.Equal(@case.GetProperty("apply_errors").GetInt32(), patched.Faults.Values.Sum());
        if (!@case.TryGetProperty("expected", out JsonElement expected))
        {
            Assert.Empty(patched.Weights);
            return;
        }

        bool isRotation = Rotations.Any(name.Contains);
        TensorFile recorded = Reference.Tensors($"adapters/lora/{expected.GetString()}");
        int compared = CompareDeltas(recorded, fit, originals, use, half, isRotation) + CompareMerged(recorded, fit, originals, patched, isRotation);
        Assert.True(compared > 0, $"{name}: nothing was compared.");
    }

    private static int CompareDeltas(TensorFile recorded, NetworkFit fit, Dictionary<string, Weight> originals, NetworkUse use, bool half, bool isRotation)
    {
        int compared = 0;
        ElementType type = half ? ElementType.Float16 : ElementType.Float32;
        foreach ((LayerTarget target, LayerAdapter adapter) in fit.Layers.Values)
        {
            AdapterTensor original = AdapterTensor.Read(originals[$"{target.Module}.weight"], type);
            if (IsUnfit(adapter, original, type, use.Ranks))
            {
                continue;
            }

            foreach (string at in recorded.Names.Where(name => name.StartsWith($"{target.Module}.delta@", StringComparison.Ordinal)))
            {
                string name = at.EndsWith(".sample", StringComparison.Ordinal) ? at[..^".sample".Length] : at;
                string stated = name[(name.IndexOf('@') + 1)..];
                float multiplier = float.TryParse(stated, CultureInfo.InvariantCulture, out float number) ? number : use.MultiplierOf(target);
                Assert.True(AdapterReference.Compare(recorded, name, adapter.Delta(original, multiplier, type, use.Ranks).Values, isRotation));
                compared++;
                if (adapter.ExtraBias is AdapterTensor bias)
                {
                    Assert.True(AdapterReference.Compare(recorded, $"{target.Module}.bias_delta@{stated}", bias.Multiply(multiplier).Values, isRotation));
                }
            }
        }

        return compared;
    }

    private static int CompareMerged(TensorFile recorded, NetworkFit fit, Dictionary<string, Weight> originals, PatchedWeights patched, bool isRotation)
    {
        int compared = 0;
        foreach ((LayerTarget target, _) in fit.Layers.Values)
        {
            Weight weight = patched.Weights.GetValueOrDefault($"{target.Module}.weight", originals[$"{target.Module}.weight"]);
            compared += AdapterReference.Compare(recorded, $"{target.Module}.merged", weight.ToFloats(), isRotation) ? 1 : 0;
            if (patched.Weights.TryGetValue($"{target.Module}.bias", out Weight? bias))
            {
                Assert.True(AdapterReference.Compare(recorded, $"{target.Module}.merged_bias", bias.ToFloats(), isRotation));
            }
        }

        return compared;
    }

    private static bool IsUnfit(LayerAdapter adapter, AdapterTensor original, ElementType type, int? ranks)
    {
        try
        {
            adapter.RequireFit(original.Shape, type, ranks);
            return false;
        }
        catch (LayerFaultException)
        {
            return true;
        }
    }
}
