using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Previews;

/// <summary>Makes pictures of a batch's latents on their way. Only while its sampling goes on.</summary>
/// <param name="colours">What colours the latents have; asked for only when they are needed, for finding them may take a small part of a second.</param>
/// <param name="tiny">TAESD's decoder; null: its file is not there.</param>
public sealed class LatentPreviews(LatentShape shape, Func<LatentColours> colours, LatentDecoder full, LatentDecoder? tiny)
{
    /// <summary>Whether there is TAESD's decoder.</summary>
    public bool HasTiny => tiny is not null;

    /// <summary>The latents' picture, or a grid of several ones'; a pixel a cell where it is cheap.</summary>
    /// <param name="latents">[B,C,H,W], scaled as samplers see them.</param>
    /// <param name="enlarged">A cheap picture is to have the finished one's size.</param>
    /// <exception cref="GenerationException">TAESD is asked for, and it is not there.</exception>
    public Picture Of(ReadOnlySpan<float> latents, PreviewMethod method, bool enlarged = false)
    {
        List<Picture> pictures = [];
        for (int start = 0; start < latents.Length; start += shape.Count)
        {
            pictures.Add(OfOne(latents.Slice(start, shape.Count), method, enlarged));
        }

        return pictures.Count == 1 ? pictures[0] : PictureGrid.Of(pictures, PictureGrid.AutomaticRows(pictures.Count), Rgb.White);
    }

    private Picture OfOne(ReadOnlySpan<float> latent, PreviewMethod method, bool enlarged)
    {
        switch (method)
        {
            case PreviewMethod.Full:
                return full(latent);
            case PreviewMethod.Tiny:
                return (tiny ?? throw new GenerationException(
                    "The preview is to be made with TAESD, but taesd_decoder.pth is not in a folder VAE-taesd beside the model: put it there (github.com/madebyollin/taesd), or choose another method."))(latent);
            default:
                Picture cells = colours().Of(latent, shape);
                return enlarged ? PillowResize.Resize(cells, shape.Width * PictureSides.Cell, shape.Height * PictureSides.Cell, ResampleFilter.Bilinear) : cells;
        }
    }
}
