using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>TAESD in place of the checkpoint's autoencoder, for encoding, decoding or both, as the settings say.</summary>
internal sealed class TinyCoder : IDisposable
{
    public const string Name = "TAESD";

    private readonly TinyEncoder? _encoder;
    private readonly TinyDecoder? _decoder;

    /// <exception cref="GenerationException">TAESD is asked for, and its files are not there.</exception>
    public TinyCoder(StableDiffusionModel model, Device device, MemoryBudget working, GenerationSettings settings)
    {
        if (settings.VaeEncoder == Name)
        {
            _encoder = new TinyEncoder(device, Required(model.Networks.TinyEncoderPath, "encode", "taesd_encoder.pth"), working.Bytes);
        }

        if (settings.VaeDecoder == Name)
        {
            _decoder = new TinyDecoder(device, Required(model.Networks.TinyDecoderPath, "decode", "taesd_decoder.pth"), working.Bytes);
        }
    }

    public bool Encodes => _encoder is not null;

    public bool Decodes => _decoder is not null;

    /// <summary>Time so far by kind of operation.</summary>
    public IEnumerable<StepTime> EncodingTimes => _encoder?.Times ?? [];

    public IEnumerable<StepTime> DecodingTimes => _decoder?.Times ?? [];

    /// <summary>The latent [4,⌈H/8⌉,⌈W/8⌉] of a picture.</summary>
    /// <param name="pixels">[H,W,3] from -1 to 1.</param>
    public float[] Encode(float[] pixels, int height, int width, IProgress<double> progress, CancellationToken cancellation)
    {
        int cells = (height + TinyAutoencoder.CellSize - 1) / TinyAutoencoder.CellSize * ((width + TinyAutoencoder.CellSize - 1) / TinyAutoencoder.CellSize);
        var latent = new float[TinyAutoencoder.LatentChannels * cells];
        _encoder!.EncodeInto(latent, Array.ConvertAll(pixels, value => (value + 1) / 2), height, width, progress, cancellation);
        var planes = new float[latent.Length];
        LatentLayout.ToChannelsFirst(latent, TinyAutoencoder.LatentChannels, planes, TinyAutoencoder.LatentChannels);
        return planes;
    }

    /// <summary>The picture of a latent [4,H,W].</summary>
    public Picture Decode(ReadOnlySpan<float> latent, LatentShape shape, IProgress<double> progress, CancellationToken cancellation)
    {
        var input = new float[shape.Count];
        LatentLayout.ToChannelsLast(latent, input, shape.Channels);
        int width = shape.Width * TinyAutoencoder.CellSize, height = shape.Height * TinyAutoencoder.CellSize;
        var pixels = new float[checked(3 * width * height)];
        _decoder!.DecodeInto(pixels, input, shape.Height, shape.Width, progress, cancellation);
        return NetworkPixels.ToPicture(Array.ConvertAll(pixels, value => (2 * value) - 1), width, height);
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _decoder?.Dispose();
    }

    private static string Required(string? path, string verb, string file) => path ?? throw new GenerationException(
        $"The settings say to {verb} with TAESD, but {file} is not in a folder VAE-taesd beside the model: put it there (github.com/madebyollin/taesd), or take the full autoencoder.");
}
