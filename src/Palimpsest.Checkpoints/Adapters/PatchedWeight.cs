using System.Runtime.InteropServices;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// A checkpoint's tensor with networks applied, in the order of the prompt; each result is rounded to the tensor's type. The elements are
/// computed when a plan packs them and are kept nowhere else; the checkpoint's own tensor is never touched.
/// </summary>
internal sealed unsafe class PatchedWeight(string name, ElementType type, IReadOnlyList<int> shape, Weight? original, IReadOnlyList<IWeightChange> changes)
    : Weight(name, type, shape)
{
    public override WeightBytes Open()
    {
        AdapterTensor current = original is null
            ? new AdapterTensor(new float[checked((int)Count)], [.. Shape], Type)
            : AdapterTensor.Read(original, Type);
        foreach (IWeightChange change in changes)
        {
            // The sum has the change's type: a file of 16 bits rounds weights of 32 that it changes, unless it is a plain LoRA.
            AdapterTensor delta = change.Delta(current);
            current = current.As(delta.Type);
            current = (current.Shape.AsSpan().SequenceEqual(delta.Shape) ? current.AddInPlace(delta) : current.Add(delta)).As(Type);
        }

        Array elements = Type == ElementType.Float16 ? Array.ConvertAll(current.Values, value => (Half)value) : current.Values;
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
