using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>Elements picked from a storage by strides, made contiguous, and swapped to little-endian where the storage is big-endian.</summary>
internal sealed unsafe class StridedBytes(TensorBytes storage, int elementBytes, int swapBytes, int[] sizes, long[] strides) : TensorBytes
{
    /// <summary>Bytes of the result. The reader of the file has made sure that it fits the file's size.</summary>
    private readonly long _lengthBytes = sizes.Aggregate((long)elementBytes, (product, size) => product * size);

    public override WeightBytes Open()
    {
        using WeightBytes source = storage.Open();
        var memory = new NativeBlock(_lengthBytes);
        Gather(source.Pointer, memory.Pointer);
        return new WeightBytes(memory.Pointer, _lengthBytes, memory);
    }

    private void Gather(byte* source, byte* destination)
    {
        var index = new int[sizes.Length];
        long at = 0;
        for (long done = 0; done < _lengthBytes; done += elementBytes)
        {
            CopyElement(source + at * elementBytes, destination + done);
            for (int axis = sizes.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < sizes[axis])
                {
                    break;
                }

                at -= strides[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
    }

    private void CopyElement(byte* source, byte* destination)
    {
        for (int i = 0; i < elementBytes; i++)
        {
            // XOR with (unit - 1) mirrors the position inside each unit, whose size is a power of two.
            destination[i] = source[i ^ (swapBytes - 1)];
        }
    }
}
