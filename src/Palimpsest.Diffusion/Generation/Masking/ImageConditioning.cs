using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>
/// What inpainting and edit networks see beside the latent (webui.md 2.8): mask and masked picture, or the picture. The same for prompt and negative prompt.
/// </summary>
internal sealed class ImageConditioning(StableDiffusionModel model, PictureCoder coder, GenerationRequest request, LatentShape shape)
{
    /// <summary>One picture's channels, [C,H,W]; null for a network that sees the latent alone.</summary>
    /// <param name="picture">Null in txt2img.</param>
    public float[]? Of(InitPicture? picture, ProcessedMask? mask, IProgress<double> progress, CancellationToken cancellation) => model.Sees switch
    {
        PictureInput.MaskedPicture => MaskedPicture(picture, mask, progress, cancellation),
        PictureInput.Picture => Unmasked(picture, progress, cancellation),
        _ => null,
    };

    /// <summary>The posterior's mode, not scaled.</summary>
    private float[] Unmasked(InitPicture? picture, IProgress<double> progress, CancellationToken cancellation)
    {
        if (picture is null)
        {
            throw new GenerationException($"{model.Name} edits pictures: give it a picture to begin with (img2img), or use a plain checkpoint for txt2img.");
        }

        Picture fitted = Fitted(request, picture.Encoded);
        return coder.EncodeUnscaled(NetworkPixels.FromPicture(fitted), fitted.Height, fitted.Width, progress, cancellation);
    }

    /// <summary>The mask at latent size, then the latent of the picture without the masked part.</summary>
    private float[] MaskedPicture(InitPicture? picture, ProcessedMask? mask, IProgress<double> progress, CancellationToken cancellation)
    {
        float[] pixelMask = PixelMask(request, mask), pixels = MaskedPixels(request, picture, pixelMask);
        int cells = shape.Height * shape.Width;
        var result = new float[cells + shape.Count];
        TorchInterpolate.Resize(pixelMask, 1, request.Height, request.Width, 1, shape.Height, shape.Width, InterpolationMode.Nearest).CopyTo(result, 0);
        coder.Encode(pixels, request.Height, request.Width, progress, cancellation).CopyTo(result, cells);
        return result;
    }

    /// <summary>What is encoded for an inpainting network, [H,W,3]. In txt2img everything is masked, and the picture is grey.</summary>
    internal static float[] MaskedPixels(GenerationRequest request, InitPicture? picture, float[] mask)
    {
        if (picture is null)
        {
            return new float[request.Height * request.Width * 3];
        }

        float[] pixels = NetworkPixels.FromPicture(Fitted(request, picture.Encoded));
        MaskInPlace(pixels, mask, (float)request.Settings.InpaintingMaskWeight.Value);
        return pixels;
    }

    /// <summary>1 where the picture is painted anew, [H,W]; 1 everywhere without a mask.</summary>
    internal static float[] PixelMask(GenerationRequest request, ProcessedMask? mask)
    {
        if (mask is null)
        {
            float[] ones = new float[request.Height * request.Width];
            Array.Fill(ones, 1);
            return ones;
        }

        bool rounds = request.Inpainting!.Rounds;
        return Array.ConvertAll(mask.Image.ToGrey().Pixels, value => rounds ? MathF.Round(value / 255f, MidpointRounding.ToEven) : value / 255f);
    }

    /// <summary>torch.lerp(p, p·(1 - mask), weight), which starts from the nearer end.</summary>
    private static void MaskInPlace(float[] pixels, float[] mask, float weight)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            float whole = pixels[i], masked = whole * (1 - mask[i / 3]);
            pixels[i] = weight < 0.5f ? whole + (weight * (masked - whole)) : masked - ((masked - whole) * (1 - weight));
        }
    }

    /// <summary>In resize mode 3 pictures keep their size, which webui's conditioning does not fit; here it is made of the stretched picture.</summary>
    private static Picture Fitted(GenerationRequest request, Picture rgb) => WebuiResize.Resize(rgb, request.Width, request.Height, ResizeMode.JustResize);
}
