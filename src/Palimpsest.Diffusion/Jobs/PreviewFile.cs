using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Writes what a picture looks like on its way, again and again to one file: beside it first, then renamed, so that a viewer never sees half of one.</summary>
/// <param name="every">Steps from one preview to the next.</param>
public sealed class PreviewFile(string path, int every, PreviewMethod method)
{
    /// <summary>Pixels along a latent cell's side.</summary>
    private const int Cell = 8;

    private LatentShape _shape;
    private LatentDecoder? _decoder;
    private LatentDecoder? _tiny;

    public void Begin(LatentShape shape, LatentDecoder decoder) => (_shape, _decoder) = (shape, decoder);

    /// <summary>TAESD's decoder is at hand.</summary>
    public void UseTiny(LatentDecoder decoder) => _tiny = decoder;

    /// <exception cref="PictureException">The file cannot be written.</exception>
    /// <exception cref="GenerationException">TAESD is asked for, and it is not there.</exception>
    public void Step(in SamplerStep step)
    {
        if ((step.Index + 1) % every != 0)
        {
            return;
        }

        List<Picture> pictures = [];
        for (int start = 0; start < step.Denoised.Length; start += _shape.Count)
        {
            pictures.Add(PictureOf(step.Denoised.Slice(start, _shape.Count)));
        }

        PictureWriter.Save(path, pictures.Count == 1 ? pictures[0] : PictureGrid.Of(pictures, PictureGrid.AutomaticRows(pictures.Count), Rgb.White));
    }

    private Picture PictureOf(ReadOnlySpan<float> latent) => method switch
    {
        PreviewMethod.Full => _decoder!(latent),
        PreviewMethod.Tiny => (_tiny ?? throw new GenerationException(
            "The preview is to be made with TAESD, but taesd_decoder.pth is not in a folder VAE-taesd beside the model: put it there (github.com/madebyollin/taesd), or choose another method."))(latent),
        _ => PillowResize.Resize(ApproximatePicture.Of(latent, _shape), _shape.Width * Cell, _shape.Height * Cell, ResampleFilter.Bilinear),
    };
}
