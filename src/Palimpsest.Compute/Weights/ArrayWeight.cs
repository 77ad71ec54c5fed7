using System.Runtime.InteropServices;

namespace Palimpsest.Compute;

/// <summary>A weight held in a managed array: for tests and for weights that were computed, not stored.</summary>
public sealed unsafe class ArrayWeight : Weight
{
    private readonly Array _elements;

    public ArrayWeight(string name, float[] elements, params int[] shape)
        : this(name, ElementType.Float32, elements, shape)
    {
    }

    public ArrayWeight(string name, Half[] elements, params int[] shape)
        : this(name, ElementType.Float16, elements, shape)
    {
    }

    private ArrayWeight(string name, ElementType type, Array elements, int[] shape)
        : base(name, type, shape)
    {
        if (elements.Length != Count)
        {
            throw new ArgumentException($"{name}: {elements.Length} elements do not fill the shape [{string.Join(',', shape)}].");
        }

        _elements = elements;
    }

    public override WeightBytes Open()
    {
        var pin = new Pin(_elements);
        return new WeightBytes(pin.Pointer, Count * Type.SizeBytes(), pin);
    }

    private sealed class Pin(Array array) : IDisposable
    {
        private GCHandle _handle = GCHandle.Alloc(array, GCHandleType.Pinned);

        public byte* Pointer => (byte*)_handle.AddrOfPinnedObject();

        public void Dispose() => _handle.Free();
    }
}
