using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// Pictures to latents and back with the checkpoint's autoencoder, one picture at a time, in strips when memory is short. The latent is the
/// posterior's mean: webui samples it with left-over random state, so that there the same request differs in the last digits from run to run.
/// </summary>
internal sealed class PictureCoder : IDisposable
{
    private readonly VaeConfig _config;
    private readonly VaeEncoder _encoder;
    private readonly VaeDecoder _decoder;

    /// <param name="working">Memory beside the weights.</param>
    public PictureCoder(StableDiffusionModel model, Device device, bool circular, MemoryBudget working)
    {
        _config = model.Autoencoder with { Circular = circular };
        var vae = new Vae(_config, model.Weights);
        _encoder = new VaeEncoder(device, vae, working.Bytes);
        _decoder = new VaeDecoder(device, vae, working.Bytes);
    }

    /// <summary>Time so far by kind of operation.</summary>
    public IEnumerable<StepTime> EncodingTimes => _encoder.Times;

    public IEnumerable<StepTime> DecodingTimes => _decoder.Times;

    /// <summary>The scaled latent [C,⌊H/8⌋,⌊W/8⌋] of an RGB picture.</summary>
    public float[] Encode(Picture rgb, IProgress<double> progress, CancellationToken cancellation)
    {
        int channels = _config.LatentChannels, cells = rgb.Height / _config.CellSize * (rgb.Width / _config.CellSize);
        var moments = new float[2 * channels * cells];
        _encoder.EncodeInto(moments, NetworkPixels.FromPicture(rgb), rgb.Height, rgb.Width, progress, cancellation);
        var latent = new float[channels * cells];
        LatentLayout.ToChannelsFirst(moments, 2 * channels, latent, channels, _config.ScaleFactor);
        return latent;
    }

    /// <summary>The picture of a scaled latent [C,H,W].</summary>
    public Picture Decode(ReadOnlySpan<float> latent, LatentShape shape, IProgress<double> progress, CancellationToken cancellation)
    {
        var input = new float[shape.Count];
        LatentLayout.ToChannelsLast(latent, input, shape.Channels);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] /= _config.ScaleFactor;
        }

        int width = shape.Width * _config.CellSize, height = shape.Height * _config.CellSize;
        var pixels = new float[checked(height * width * _config.ImageChannels)];
        _decoder.DecodeInto(pixels, input, shape.Height, shape.Width, progress, cancellation);
        return NetworkPixels.ToPicture(pixels, width, height);
    }

    /// <summary>Gives back the encoder's working memory; the next picture takes it again.</summary>
    public void ReleaseEncoder() => _encoder.Dispose();

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }
}
