using Palimpsest.Compute;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Memory that a model's weights take once its networks have run, whatever the picture's size.</summary>
internal static class ModelMemory
{
    /// <summary>The smallest sides, in pixels, for which every network can be described: weights do not depend on them.</summary>
    public const int Side = 64, Cells = Side / PictureSides.Cell;

    public static long WeightBytes(StableDiffusionModel model, Device device) => Parts(model, device).Sum(part => part.Bytes);

    public static IReadOnlyList<(string Part, long Bytes)> Parts(StableDiffusionModel model, Device device)
    {
        var vae = new Vae(model.Autoencoder, model.Weights);
        Graph text = ClipEncoder.Describe(model, clipSkip: 1);
        Graph denoiser = new UNet(model.Denoiser, model.Weights, model.Networks.Hypernetworks).Describe(1, Cells, Cells, model.Text.Positions);
        return
        [
            ("text encoder's weights", device.Measure(text).WeightBytes),
            ("denoising network's weights", device.Measure(denoiser).WeightBytes),
            ("autoencoder's weights", device.Measure(vae.DescribeEncoder(1, Side, Side)).WeightBytes
                + device.Measure(vae.DescribeDecoder(1, Cells, Cells)).WeightBytes),
        ];
    }
}
