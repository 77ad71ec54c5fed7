using Palimpsest.Compute;

namespace Palimpsest.Bench.Kernels;

/// <summary>3x3 convolutions: one of each level of SD 1.5's network for a batch of two, and the autoencoder's widest.</summary>
public class ConvolutionBenchmark : KernelBenchmark
{
    public override IEnumerable<KernelShape> Shapes =>
    [
        Convolution(2, 64, 320, 320),
        Convolution(2, 32, 640, 640),
        Convolution(2, 16, 1280, 1280),
        Convolution(2, 8, 2560, 1280),
        Convolution(1, 256, 256, 256),
        Convolution(2, 64, 320, 320, stride: 2),
    ];

    private static KernelShape Convolution(int batch, int side, int channels, int outputs, int stride = 1)
    {
        string name = $"{batch}x{side}x{side}x{channels} to {outputs}{(stride > 1 ? $", stride {stride}" : "")}";
        Weight weight = Halves("w", outputs, channels, 3, 3);
        return new(name, g => g.Conv2d(g.Input("x", batch, side, side, channels), weight, null, stride, Padding.Same(1)));
    }
}
