namespace Palimpsest.Compute.Kernels;

/// <summary>The specification of the product, one element at a time.</summary>
internal unsafe struct ScalarGemmTile : IGemmTile
{
    public static int Rows => 4;

    public static int Columns => 16;

    public static void Multiply(int depth, float* a, float* b, float* c, int stride, bool accumulate)
    {
        for (int r = 0; r < Rows; r++)
        {
            for (int j = 0; j < Columns; j++)
            {
                float sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a[r * GemmBlocking.RowStride + k], b[k * Columns + j], sum);
                }

                c[r * stride + j] = accumulate ? c[r * stride + j] + sum : sum;
            }
        }
    }
}
