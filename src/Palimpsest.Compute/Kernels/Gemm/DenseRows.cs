namespace Palimpsest.Compute.Kernels;

/// <summary>Rows of a tensor that lie <paramref name="stride"/> floats apart.</summary>
internal sealed unsafe class DenseRows(float* x, long stride) : IRowSource
{
    public void CopyBlock(long row, int rows, int k, int depth, float* block)
    {
        float* source = x + row * stride + k;
        for (int r = 0; r < rows; r++)
        {
            Buffer.MemoryCopy(source + r * stride, block + (long)r * GemmBlocking.RowStride, depth * sizeof(float), depth * sizeof(float));
        }
    }
}
