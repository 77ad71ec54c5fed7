using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>Everything that every batch of a job begins with.</summary>
/// <param name="Pictures">Null in txt2img.</param>
/// <param name="Latents">None in txt2img.</param>
/// <param name="Conditioning">What the network sees beside each picture's latent; nulls for plain checkpoints.</param>
internal sealed record InitStage(InitPictures? Pictures, InitLatents Latents, IReadOnlyList<float[]?> Conditioning)
{
    /// <summary>Encodes a job's pictures and mask (webui.md 2.2, steps 3 to 14).</summary>
    /// <param name="seeds">Of the job's first batch.</param>
    /// <exception cref="GenerationException">A picture is too small, or the checkpoint needs one.</exception>
    /// <exception cref="PictureException">A picture cannot be brought to the size.</exception>
    public static InitStage Of(
        StableDiffusionModel model,
        PictureCoder coder,
        GenerationRequest request,
        LatentShape shape,
        IReadOnlyList<long> seeds,
        IGenerationObserver observer,
        CancellationToken cancellation)
    {
        var progress = new StageProgress(observer);
        var conditioning = new ImageConditioning(model, coder, request, shape);
        if (request.InitPictures.Count == 0)
        {
            float[]? image = conditioning.Of(picture: null, mask: null, progress, cancellation);
            return new InitStage(null, InitLatents.None, [.. seeds.Select(_ => image)]);
        }

        var pictures = new InitPictures(request, observer.Warning);
        var latents = new float[seeds.Count * shape.Count];
        var images = new float[]?[seeds.Count];
        for (int i = 0; i < seeds.Count; i++)
        {
            Memory<float> target = latents.AsMemory(i * shape.Count, shape.Count);
            if (i < pictures.Count)
            {
                Encode(coder, pictures[i].Encoded, shape, progress, cancellation).CopyTo(target);
                images[i] = conditioning.Of(pictures[i], pictures.Mask, progress, cancellation);
            }
            else
            {
                latents.AsMemory(0, shape.Count).CopyTo(target);
                images[i] = images[0];
            }
        }

        MaskedContent content = request.Inpainting?.Content ?? MaskedContent.Original;
        float[]? mask = pictures.LatentMask(shape, observer.Warning);
        return new InitStage(pictures, InitLatents.Of(latents, mask, content, shape, seeds, SamplingSetup.Source(request.Settings)), images);
    }

    /// <summary>The latent [C,H,W] of an RGB picture; one of another size is resized as a latent (resize mode 3).</summary>
    private static float[] Encode(PictureCoder coder, Picture rgb, LatentShape shape, IProgress<double> progress, CancellationToken cancellation)
    {
        if (rgb.Width < PictureSides.Cell || rgb.Height < PictureSides.Cell)
        {
            throw new GenerationException($"The init picture has {rgb.Width} × {rgb.Height} pixels: resize mode 3 needs at least 8 × 8; use another mode.");
        }

        float[] latent = coder.EncodeInit(NetworkPixels.FromPicture(rgb), rgb.Height, rgb.Width, progress, cancellation);
        int height = rgb.Height / PictureSides.Cell, width = rgb.Width / PictureSides.Cell;
        return (height, width) == (shape.Height, shape.Width)
            ? latent
            : TorchInterpolate.Resize(latent, shape.Channels, height, width, 1, shape.Height, shape.Width, InterpolationMode.Bilinear);
    }
}
