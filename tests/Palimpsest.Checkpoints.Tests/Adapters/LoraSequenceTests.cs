using System.Text.Json;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests.Adapters;

/// <summary>Several networks one after the other, inpainting bases and fused attention against what webui made of them.</summary>
public sealed class LoraSequenceTests
{
    public static IEnumerable<ITheoryDataRow> Cases => AdapterReference.Cases(AdapterReference.MultiIndex);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_after_all_networks_are_webuis(string name)
    {
        JsonElement @case = AdapterReference.Case(AdapterReference.MultiIndex, name);
        bool half = @case.GetProperty("base_dtype").GetString() == "float16";
        TensorFile recorded = Reference.Tensors($"adapters/lora-multi/{@case.GetProperty("expected").GetString()}");
        Dictionary<string, Weight> originals = Originals(@case, name, half);
        var targets = new LayerTargets(originals.Keys);
        List<NetworkFile> files = [];
        try
        {
            List<NetworkUse> uses = [.. Uses(@case).Select(use =>
            {
                files.Add(NetworkFile.Open(Reference.Path($"adapters/lora-multi/{use.Network}.safetensors")));
                return new NetworkUse(files[^1].Fit(targets), use.Text, use.Denoiser);
            })];
            var patched = new PatchedWeights(originals, uses, half);

            var expectedFaults = @case.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value.GetInt32());
            Assert.Equal(expectedFaults, patched.Faults);
            Compare(@case, recorded, originals, patched);
            if (@case.TryGetProperty("in_proj_changed", out JsonElement changed))
            {
                Assert.Equal(changed.GetBoolean(), patched.Weights.Count > 0);
            }
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static void Compare(JsonElement @case, TensorFile recorded, Dictionary<string, Weight> originals, PatchedWeights patched)
    {
        bool isRotation = @case.GetRawText().Contains("boft", StringComparison.Ordinal) || @case.GetRawText().Contains("dora", StringComparison.Ordinal);
        int compared = 0;
        foreach (string stored in recorded.Names)
        {
            string key = stored.EndsWith(".sample", StringComparison.Ordinal) ? stored[..^".sample".Length] : stored;
            Weight weight = patched.Weights.GetValueOrDefault(key) ?? originals[key];
            Assert.True(AdapterReference.Compare(recorded, key, weight.ToFloats(), isRotation));
            compared++;
        }

        Assert.True(compared > 0, "Nothing was compared.");
    }

    private static Dictionary<string, Weight> Originals(JsonElement @case, string name, bool half)
    {
        if (!@case.TryGetProperty("network", out _))
        {
            return AdapterReference.Base(half, inpainting: name.StartsWith("inpaint", StringComparison.Ordinal));
        }

        // One attention of an OpenCLIP tower; the statistics have its shapes.
        return @case.GetProperty("stats").EnumerateObject().ToDictionary(
            entry => entry.Name,
            Weight (entry) => AdapterReference.Weight(entry.Name, [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())], half));
    }

    private static IEnumerable<(string Network, float Text, float Denoiser)> Uses(JsonElement @case) => @case.TryGetProperty("sequence", out JsonElement sequence)
        ? sequence.EnumerateArray().Select(use => (use[0].GetString()!, use[1].GetSingle(), use[1].GetSingle()))
        : [(Path.GetFileNameWithoutExtension(@case.GetProperty("network").GetString()!), @case.GetProperty("te_multiplier").GetSingle(), @case.GetProperty("unet_multiplier").GetSingle())];
}
