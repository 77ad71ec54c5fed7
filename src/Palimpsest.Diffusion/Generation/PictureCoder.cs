using System.Runtime.CompilerServices;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
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
    private readonly Vae _vae;
    private readonly WeightPacking? _packing;
    private readonly VaeEncoder _encoder;
    private readonly VaeDecoder _decoder;
    private readonly TinyCoder _tiny;
    private readonly StrongBox<LatentColours?> _colours;

    /// <param name="working">Memory beside the weights.</param>
    /// <param name="settings">Which autoencoder encodes and decodes.</param>
    /// <param name="packing">Tells of the autoencoder's weights being packed; null: nobody is told.</param>
    /// <exception cref="GenerationException">TAESD is asked for, and its files are not there.</exception>
    public PictureCoder(StableDiffusionModel model, Device device, bool circular, MemoryBudget working, GenerationSettings settings, WeightPacking? packing = null)
    {
        _packing = packing;
        _tiny = new TinyCoder(model, device, working, settings);
        _colours = model.Colours;
        _config = model.Autoencoder with { Circular = circular };
        _vae = new Vae(_config, model.Weights);
        _encoder = new VaeEncoder(device, _vae, working.Bytes);
        _decoder = new VaeDecoder(device, _vae, working.Bytes);
    }

    /// <summary>Time so far by kind of operation.</summary>
    public IEnumerable<StepTime> EncodingTimes => _encoder.Times.Concat(_tiny.EncodingTimes);

    public IEnumerable<StepTime> DecodingTimes => _decoder.Times.Concat(_tiny.DecodingTimes);

    /// <summary>The scaled latent of an init picture, by TAESD if the settings say so.</summary>
    /// <inheritdoc cref="Encode(float[], int, int, IProgress{double}, CancellationToken)"/>
    public float[] EncodeInit(float[] pixels, int height, int width, IProgress<double> progress, CancellationToken cancellation) => _tiny.Encodes
        ? _tiny.Encode(pixels, height, width, progress, cancellation)
        : Encode(pixels, height, width, progress, cancellation);

    /// <summary>The scaled latent [C,⌊H/8⌋,⌊W/8⌋] of a picture.</summary>
    /// <param name="pixels">[H,W,3] from -1 to 1.</param>
    public float[] Encode(float[] pixels, int height, int width, IProgress<double> progress, CancellationToken cancellation) =>
        Encode(pixels, height, width, _config.ScaleFactor, progress, cancellation);

    /// <summary>The latent as the autoencoder has it, which edit models take.</summary>
    /// <inheritdoc cref="Encode(float[], int, int, IProgress{double}, CancellationToken)"/>
    public float[] EncodeUnscaled(float[] pixels, int height, int width, IProgress<double> progress, CancellationToken cancellation) =>
        Encode(pixels, height, width, 1, progress, cancellation);

    /// <summary>The picture of a scaled latent [C,H,W].</summary>
    /// <exception cref="GenerationException">The autoencoder's numbers are none.</exception>
    public Picture Decode(ReadOnlySpan<float> latent, LatentShape shape, IProgress<double> progress, CancellationToken cancellation) => _tiny.Decodes
        ? _tiny.Decode(latent, shape, progress, cancellation)
        : DecodeFully(latent, shape, progress, cancellation);

    /// <summary>What colours its latents have: known where the autoencoder has Stable Diffusion's form, else measured, once, by decoding a small one.</summary>
    public LatentColours Colours(CancellationToken cancellation) => _colours.Value ??= _config.IsOfStableDiffusionsForm
        ? LatentColours.StableDiffusion1
        : LatentColours.Measured(_config.LatentChannels, (latent, shape) => DecodeFully(latent, shape, SilentProgress.Instance, cancellation));

    /// <summary>Gives back all working memory; the next picture takes it again.</summary>
    public void Release()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    /// <summary>Gives back the encoder's working memory; the next picture takes it again.</summary>
    public void ReleaseEncoder() => _encoder.Dispose();

    public void Dispose()
    {
        Release();
        _tiny.Dispose();
    }

    private Picture DecodeFully(ReadOnlySpan<float> latent, LatentShape shape, IProgress<double> progress, CancellationToken cancellation)
    {
        var input = new float[shape.Count];
        LatentLayout.ToChannelsLast(latent, input, shape.Channels);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] /= _config.ScaleFactor;
        }

        _packing?.Pack(_vae.DescribeDecoder(1, ModelMemory.Cells, ModelMemory.Cells));
        int width = shape.Width * _config.CellSize, height = shape.Height * _config.CellSize;
        var pixels = new float[checked(height * width * _config.ImageChannels)];
        _decoder.DecodeInto(pixels, input, shape.Height, shape.Width, progress, cancellation);
        foreach (float value in pixels)
        {
            if (float.IsNaN(value))
            {
                throw new GenerationException("The autoencoder gave numbers that are not numbers, so there is no picture: the checkpoint or its VAE may be damaged; try another VAE.");
            }
        }

        return NetworkPixels.ToPicture(pixels, width, height);
    }

    private float[] Encode(float[] pixels, int height, int width, float scale, IProgress<double> progress, CancellationToken cancellation)
    {
        int channels = _config.LatentChannels, cells = height / _config.CellSize * (width / _config.CellSize);
        var moments = new float[2 * channels * cells];
        _packing?.Pack(_vae.DescribeEncoder(1, ModelMemory.Side, ModelMemory.Side));
        _encoder.EncodeInto(moments, pixels, height, width, progress, cancellation);
        var latent = new float[channels * cells];
        LatentLayout.ToChannelsFirst(moments, 2 * channels, latent, channels, scale);
        return latent;
    }
}
