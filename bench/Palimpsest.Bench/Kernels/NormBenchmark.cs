namespace Palimpsest.Bench.Kernels;

/// <summary>Group and layer norms at the sizes of SD 1.5's network and of its autoencoder.</summary>
public class NormBenchmark : KernelBenchmark
{
    private const int Groups = 32;
    private const float Epsilon = 1e-5f;

    public override IEnumerable<KernelShape> Shapes =>
    [
        GroupNorm(2, 64, 320),
        GroupNorm(2, 16, 1280),
        GroupNorm(1, 512, 128),
        LayerNorm(8192, 320),
        LayerNorm(512, 1280),
    ];

    private static KernelShape GroupNorm(int batch, int side, int channels) => new(
        $"group norm + SiLU {batch}x{side}x{side}x{channels}",
        g => g.GroupNorm(g.Input("x", batch, side, side, channels), Floats("gamma", channels), Floats("beta", channels), Groups, Epsilon, silu: true));

    private static KernelShape LayerNorm(int rows, int channels) => new(
        $"layer norm {rows}x{channels}",
        g => g.LayerNorm(g.Input("x", rows, channels), Floats("gamma", channels), Floats("beta", channels), Epsilon));
}
