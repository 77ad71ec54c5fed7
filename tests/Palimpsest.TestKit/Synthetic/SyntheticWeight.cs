using System.Runtime.InteropServices;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>
/// A weight that exists only while it is open: its elements are computed by <see cref="SyntheticWeights"/>, so a full-size
/// network takes no memory before a plan packs it. Type is Float32, or Float16 rounded to nearest even.
/// </summary>
public sealed unsafe class SyntheticWeight(string name, IReadOnlyList<int> shape, ElementType type, double crossAttentionGain) : Weight(name, type, shape)
{
    public override WeightBytes Open()
    {
        var floats = new float[checked((int)Count)];
        SyntheticWeights.Fill(Name, Shape, 0, floats, crossAttentionGain);
        Array elements = Type switch
        {
            ElementType.Float32 => floats,
            ElementType.Float16 => Array.ConvertAll(floats, value => (Half)value),
            _ => throw new NotSupportedException($"{this}: synthetic weights are Float32 or Float16."),
        };
        var pin = new Pin(elements);
        return new WeightBytes(pin.Pointer, Count * Type.SizeBytes(), pin);
    }

    private sealed class Pin(Array array) : IDisposable
    {
        private GCHandle _handle = GCHandle.Alloc(array, GCHandleType.Pinned);

        public byte* Pointer => (byte*)_handle.AddrOfPinnedObject();

        public void Dispose() => _handle.Free();
    }
}
