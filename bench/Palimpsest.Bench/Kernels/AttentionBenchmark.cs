namespace Palimpsest.Bench.Kernels;

/// <summary>Attention of SD 1.5's network for a batch of two, and the autoencoder's single head over a 512 x 512 picture's cells.</summary>
public class AttentionBenchmark : KernelBenchmark
{
    private const int TextLength = 77;

    public override IEnumerable<KernelShape> Shapes =>
    [
        Attention(2, 4096, 4096, 320, 8),
        Attention(2, 1024, 1024, 640, 8),
        Attention(2, 256, 256, 1280, 8),
        Attention(2, 4096, TextLength, 320, 8),
        Attention(2, 1024, TextLength, 640, 8),
        Attention(1, 4096, 4096, 512, 1),
    ];

    private static KernelShape Attention(int batch, int queries, int keys, int width, int heads) => new(
        $"{batch}x{queries} on {keys}, {heads} heads of {width / heads}",
        g => g.Attention(g.Input("q", batch, queries, width), g.Input("k", batch, keys, width), g.Input("v", batch, keys, width), heads));
}
