namespace Palimpsest.Compute.Kernels;

/// <summary>
/// The patches of a convolution over [N,H,W,C] as rows: row (n,i,j), column (a,b,c) is x[n, i·stride + a - top, j·stride + b - left, c],
/// or zero outside (or the opposite side, when the padding is circular). Patches are gathered block by block (implicit GEMM).
/// </summary>
internal sealed unsafe class PatchRows(
    float* x, int height, int width, int channels, int outputHeight, int outputWidth, int kernelWidth, int stride, Padding padding) : IRowSource
{
    public void CopyBlock(long row, int rows, int k, int depth, float* block)
    {
        long outputPixels = (long)outputHeight * outputWidth;
        int j = (int)(row % outputWidth);
        int i = (int)(row / outputWidth % outputHeight);
        float* image = x + row / outputPixels * height * width * channels;
        for (int r = 0; r < rows; r++, block += GemmBlocking.RowStride)
        {
            CopyPatch(image, i * stride - padding.Top, j * stride - padding.Left, k, depth, block);
            if (++j == outputWidth)
            {
                j = 0;
                if (++i == outputHeight)
                {
                    i = 0;
                    image += (long)height * width * channels;
                }
            }
        }
    }

    private void CopyPatch(float* image, int top, int left, int k, int depth, float* target)
    {
        int tap = k / channels;
        int channel = k - tap * channels;
        while (depth > 0)
        {
            int length = Math.Min(depth, channels - channel);
            int y = top + tap / kernelWidth;
            int column = left + tap % kernelWidth;
            if (padding.Circular)
            {
                y = (y + height) % height;
                column = (column + width) % width;
            }

            if ((uint)y < (uint)height && (uint)column < (uint)width)
            {
                float* source = image + ((long)y * width + column) * channels + channel;
                Buffer.MemoryCopy(source, target, length * sizeof(float), length * sizeof(float));
            }
            else
            {
                new Span<float>(target, length).Clear();
            }

            target += length;
            depth -= length;
            channel = 0;
            tap++;
        }
    }
}
