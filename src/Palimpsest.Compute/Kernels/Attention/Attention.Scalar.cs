namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Attention
{
    internal static long ScalarScratchBytes(in AttentionShape shape) => ((long)shape.S + shape.HeadWidth) * sizeof(double);

    /// <summary>The specification: one query at a time in double precision, rounded once.</summary>
    internal static void ApplyScalar(
        in AttentionShape shape, float* q, float* k, float* v, float* y, double* scratch, int worker, int workers)
    {
        double* weights = scratch;
        double* sums = scratch + shape.S;
        Partition part = Partition.Of((long)shape.N * shape.Heads * shape.L, worker, workers);
        for (long item = part.Start; item < part.End; item++)
        {
            int query = (int)(item % shape.L);
            int head = (int)(item / shape.L % shape.Heads);
            int sample = (int)(item / shape.L / shape.Heads);
            float* qRow = q + AttentionShape.Offset(sample, shape.L, query, shape.QStride, head, shape.HeadWidth);
            float* yRow = y + AttentionShape.Offset(sample, shape.L, query, shape.YStride, head, shape.HeadWidth);
            float* kRows = k + AttentionShape.Offset(sample, shape.S, 0, shape.KStride, head, shape.HeadWidth);
            float* vRows = v + AttentionShape.Offset(sample, shape.S, 0, shape.VStride, head, shape.HeadWidth);
            int keys = shape.VisibleKeys(query + 1);

            double maximum = double.NegativeInfinity;
            for (int key = 0; key < keys; key++)
            {
                double score = 0;
                for (int d = 0; d < shape.HeadWidth; d++)
                {
                    score += (double)qRow[d] * kRows[(long)key * shape.KStride + d];
                }

                weights[key] = score * shape.Scale;
                maximum = Math.Max(maximum, weights[key]);
            }

            new Span<double>(sums, shape.HeadWidth).Clear();
            double total = 0;
            for (int key = 0; key < keys; key++)
            {
                double weight = Math.Exp(weights[key] - maximum);
                total += weight;
                for (int d = 0; d < shape.HeadWidth; d++)
                {
                    sums[d] += weight * vRows[(long)key * shape.VStride + d];
                }
            }

            for (int d = 0; d < shape.HeadWidth; d++)
            {
                yRow[d] = (float)(sums[d] / total);
            }
        }
    }
}
