using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// Pictures to latents and back with the checkpoint's autoencoder, one picture at a time. The latent is the posterior's mean: webui
/// samples it with left-over random state, so that the same request differs in the last digits from run to run.
/// </summary>
internal sealed class PictureCoder(StableDiffusionModel model, Device device, bool circular, MemoryBudget budget)
{
    private readonly Vae _vae = new(model.Autoencoder with { Circular = circular }, model.Weights);
    private readonly List<StepTime> _encodingTimes = [], _decodingTimes = [];

    /// <summary>Time so far by kind of operation.</summary>
    public IEnumerable<StepTime> EncodingTimes => _encodingTimes;

    public IEnumerable<StepTime> DecodingTimes => _decodingTimes;

    public Graph DescribeEncoder(int width, int height) => _vae.DescribeEncoder(1, height, width);

    public Graph DescribeDecoder(LatentShape shape) => _vae.DescribeDecoder(1, shape.Height, shape.Width);

    public PlanMemory MeasureEncoder(int width, int height) => device.Measure(DescribeEncoder(width, height));

    public PlanMemory MeasureDecoder(LatentShape shape) => device.Measure(DescribeDecoder(shape));

    /// <summary>The scaled latent [C,H,W] of an RGB picture.</summary>
    public float[] Encode(Picture rgb, CancellationToken cancellation)
    {
        Graph graph = DescribeEncoder(rgb.Width, rgb.Height);
        budget.Require(device.Measure(graph).TotalBytes, $"Encoding a picture of {rgb.Width} × {rgb.Height} pixels");
        using Plan plan = device.Compile(graph);
        NetworkPixels.FromPicture(rgb).CopyTo(plan.Input(Vae.Picture));
        plan.Run(cancellation: cancellation);
        _encodingTimes.AddRange(plan.Times);
        ReadOnlySpan<float> moments = plan.Output(Vae.Moments);
        int channels = model.Autoencoder.LatentChannels;
        var latent = new float[moments.Length / 2];
        LatentLayout.ToChannelsFirst(moments, 2 * channels, latent, channels, model.Autoencoder.ScaleFactor);
        return latent;
    }

    /// <summary>The picture of a scaled latent [C,H,W].</summary>
    public Picture Decode(ReadOnlySpan<float> latent, LatentShape shape, CancellationToken cancellation)
    {
        Graph graph = DescribeDecoder(shape);
        int width = shape.Width * PictureSides.Cell, height = shape.Height * PictureSides.Cell;
        budget.Require(device.Measure(graph).TotalBytes, $"Decoding a picture of {width} × {height} pixels");
        using Plan plan = device.Compile(graph);
        LatentLayout.ToChannelsLast(latent, plan.Input(Vae.Latent), shape.Channels);
        Span<float> input = plan.Input(Vae.Latent);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] /= model.Autoencoder.ScaleFactor;
        }

        plan.Run(cancellation: cancellation);
        _decodingTimes.AddRange(plan.Times);
        return NetworkPixels.ToPicture(plan.Output(Vae.Picture), width, height);
    }
}
