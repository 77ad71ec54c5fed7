namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A view on a storage, checked to lie inside it.</summary>
/// <param name="Offset">First element, counted in elements.</param>
/// <param name="Strides">Elements between neighbours along each axis; 0 repeats.</param>
/// <param name="SpanBytes">Bytes of storage from the first to the last element.</param>
internal sealed record TorchTensor(TorchStorage Storage, StoredType Type, long Offset, int[] Sizes, long[] Strides, long LengthBytes, long SpanBytes)
{
    /// <summary>True when the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int axis = Sizes.Length - 1; axis >= 0; axis--)
            {
                if (Sizes[axis] != 1 && Strides[axis] != step)
                {
                    return LengthBytes == 0;
                }

                step *= Sizes[axis];
            }

            return true;
        }
    }

    /// <summary>The tensor under a name, once its storage's place is known.</summary>
    public StoredTensor Store(string name)
    {
        TorchStorageBytes storage = Storage.Bytes!;
        int elementBytes = Type.SizeBits() / 8;
        TensorBytes range = storage.Range(Offset * elementBytes, SpanBytes);
        // A complex number is two floats, each swapped on its own.
        int swapBytes = !storage.BigEndian ? 1 : Type == StoredType.C64 ? 4 : elementBytes;
        TensorBytes bytes = IsContiguous && swapBytes == 1 ? range : new StridedBytes(range, elementBytes, swapBytes, Sizes, Strides);
        return new StoredTensor(name, Type, Sizes, LengthBytes, bytes);
    }
}
