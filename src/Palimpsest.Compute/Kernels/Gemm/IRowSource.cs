namespace Palimpsest.Compute.Kernels;

/// <summary>The left matrix of a product, handed out in blocks: rows of a tensor, or a convolution's patches, which never exist as a whole.</summary>
internal unsafe interface IRowSource
{
    /// <summary>Copies columns k..k+depth of rows row..row+rows to <paramref name="block"/>, whose rows are <see cref="GemmBlocking.RowStride"/> floats apart.</summary>
    void CopyBlock(long row, int rows, int k, int depth, float* block);
}
