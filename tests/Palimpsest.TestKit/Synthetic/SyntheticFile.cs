using System.Runtime.InteropServices;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.TestKit;

/// <summary>Weight files in float32 whose numbers follow names (reference/README.md).</summary>
public static class SyntheticFile
{
    /// <param name="tensors">Keys and shapes; a number without dimensions is 1.</param>
    /// <param name="nameOf">The name that a key's numbers follow; null: the key.</param>
    public static void Write(string path, IEnumerable<(string Key, int[] Shape)> tensors, Func<string, string>? nameOf = null) => SafetensorsWriter.Write(
        path,
        [.. tensors.Select(tensor => new TensorSpec(tensor.Key, StoredType.F32, tensor.Shape))],
        (tensor, start, destination) =>
        {
            Span<float> numbers = MemoryMarshal.Cast<byte, float>(destination);
            if (tensor.Shape.Count == 0)
            {
                numbers.Fill(1);
            }
            else
            {
                SyntheticWeights.Fill(nameOf?.Invoke(tensor.Name) ?? tensor.Name, tensor.Shape, start / sizeof(float), numbers);
            }
        });

    /// <summary>A LoRA without alpha for some matrices, strong enough to be seen.</summary>
    /// <param name="layers">kohya's names with outputs and inputs.</param>
    /// <param name="salt">Equal salts, equal numbers.</param>
    public static void WriteLora(string path, IEnumerable<(string Layer, int Outputs, int Inputs)> layers, string salt, int rank = 4) => Write(
        path,
        layers.SelectMany(layer => new[] { ($"{layer.Layer}.lora_up.weight", new[] { layer.Outputs, rank }), ($"{layer.Layer}.lora_down.weight", [rank, layer.Inputs]) }),
        key => $"{salt}/{key}");
}
