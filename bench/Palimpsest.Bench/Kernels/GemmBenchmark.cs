using Palimpsest.Compute;

namespace Palimpsest.Bench.Kernels;

/// <summary>Matrix products: large squares, and the linear layers of SD 1.5's network for a batch of two.</summary>
public class GemmBenchmark : KernelBenchmark
{
    public override IEnumerable<KernelShape> Shapes =>
    [
        Product("2048x2048x2048 f32", 2048, Floats("w", 2048, 2048)),
        Product("2048x2048x2048 f16", 2048, Halves("w", 2048, 2048)),
        Product("8192x320x320 f16", 8192, Halves("w", 320, 320)),
        Product("2048x640x640 f16", 2048, Halves("w", 640, 640)),
        Product("512x1280x1280 f16", 512, Halves("w", 1280, 1280)),
        Product("154x768x1280 f16", 154, Halves("w", 1280, 768)),
        new("GEGLU 8192x320x2560 f16", g => g.GeGlu(g.Input("x", 8192, 320), Halves("w", 2560, 320), Floats("b", 2560))),
    ];

    private static KernelShape Product(string name, int rows, Weight weight) =>
        new(name, g => g.Linear(g.Input("x", rows, weight.Shape[1]), weight, null));
}
