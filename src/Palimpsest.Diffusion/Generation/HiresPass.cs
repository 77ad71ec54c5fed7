using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The second pass of hires fix: enlarges what the first pass made, as latents or as pictures, and samples it again with fresh noise of the same seeds.</summary>
internal sealed class HiresPass : IDisposable
{
    private readonly HiresSize _size;
    private readonly HiresFix _hires;
    private readonly IUpscaler? _upscaler;

    /// <exception cref="GenerationException">There is no such upscaler.</exception>
    public HiresPass(StableDiffusionModel model, Device device, MemoryBudget working, GenerationRequest request, HiresFix hires, PictureCoder coder, WeightPacking packing, CancellationToken cancellation)
    {
        (Model, _hires, Coder) = (model, hires, coder);
        _size = HiresSize.Of(request, hires);
        _upscaler = LatentUpscalers.Find(hires.Upscaler) is null ? SamplingSetup.Upscaler(hires.Upscaler) : null;
        Request = SecondRequest(request, hires);
        Texts = PromptTexts.Of(Request);
        var shape = new LatentShape(model.Autoencoder.LatentChannels, _size.CellsHigh, _size.CellsWide);
        var predictor = new UNetPredictor(model, device, shape, request, PassStart.HiresLatent, working) { Cancellation = cancellation, Packing = packing };
        Pass = SamplingSetup.Pass(Request, predictor, shape, PassStart.HiresLatent);
    }

    public SamplingPass Pass { get; }

    /// <summary>The first pass's, or another checkpoint.</summary>
    public StableDiffusionModel Model { get; }

    /// <summary>Enlarges through pictures, and decodes what this pass makes.</summary>
    public PictureCoder Coder { get; }

    /// <summary>The request of this pass alone.</summary>
    public GenerationRequest Request { get; }

    public PromptTexts Texts { get; }

    /// <summary>The pass's request: what hires fix does not say is the first pass's.</summary>
    public static GenerationRequest SecondRequest(GenerationRequest request, HiresFix hires)
    {
        HiresSize size = HiresSize.Of(request, hires);
        return request with
        {
            Width = size.CellsWide * PictureSides.Cell,
            Height = size.CellsHigh * PictureSides.Cell,
            Steps = hires.Steps > 0 ? hires.Steps : request.Steps,
            Sampler = hires.Sampler ?? request.Sampler,
            Scheduler = hires.Scheduler ?? request.Scheduler,
            Prompt = hires.Prompt.Length > 0 ? hires.Prompt : request.Prompt,
            NegativePrompt = hires.NegativePrompt.Length > 0 ? hires.NegativePrompt : request.NegativePrompt,
            CfgScale = hires.CfgScale ?? request.CfgScale,
            Hires = null,
        };
    }

    /// <summary>The latents [B,C,H,W] that this pass begins with.</summary>
    /// <param name="latents">The first pass's result.</param>
    public InitStage Enlarge(float[] latents, LatentShape from, IProgress<double> progress, CancellationToken cancellation)
    {
        float[] larger = Larger(latents, from, progress, cancellation);
        List<float[]?> conditioning = [.. Enumerable.Range(0, latents.Length / from.Count).Select(i => Conditioning(larger.AsSpan(i * Pass.Shape.Count, Pass.Shape.Count), progress, cancellation))];
        Coder.ReleaseEncoder();
        return new InitStage(null, new InitLatents(larger, Mask: null), conditioning);
    }

    public void Dispose() => Pass.Dispose();

    /// <summary>
    /// What an inpainting network sees: all is masked, so nothing but grey, as in txt2img, unless the mask weighs less than 1; then the enlarged picture
    /// shines through. webui makes this at the first pass's size, or of a picture in a wrong range, where the result does not fit (webui.md 2.11).
    /// </summary>
    private float[]? Conditioning(ReadOnlySpan<float> latent, IProgress<double> progress, CancellationToken cancellation)
    {
        bool shinesThrough = Model.Sees == PictureInput.MaskedPicture && Request.Settings.InpaintingMaskWeight.Value < 1;
        Picture? picture = shinesThrough ? Coder.Decode(latent, Pass.Shape, progress, cancellation) : null;
        return new ImageConditioning(Model, Coder, Request, Pass.Shape).Of(
            picture is null ? null : new InitPicture(picture, picture, Overlay: null, Colours: null), mask: null, progress, cancellation);
    }

    private float[] Larger(float[] latents, LatentShape from, IProgress<double> progress, CancellationToken cancellation)
    {
        int pictures = latents.Length / from.Count, height = _size.Height / PictureSides.Cell, width = _size.Width / PictureSides.Cell;
        if (LatentUpscalers.Find(_hires.Upscaler) is var (mode, antialias))
        {
            float[] larger = TorchInterpolate.Resize(latents, pictures * from.Channels, from.Height, from.Width, 1, height, width, mode, antialias);
            return _size.Crop(larger, pictures * from.Channels);
        }

        int cells = from.Channels * height * width;
        var encoded = new float[pictures * cells];
        for (int i = 0; i < pictures; i++)
        {
            Picture small = Coder.Decode(latents.AsSpan(i * from.Count, from.Count), from, progress, cancellation);
            Picture large = WebuiResize.Resize(small, _size.Width, _size.Height, ResizeMode.JustResize, _upscaler);
            Coder.EncodeInit(NetworkPixels.FromPicture(large), large.Height, large.Width, progress, cancellation).CopyTo(encoded.AsSpan(i * cells));
        }

        return _size.Crop(encoded, pictures * from.Channels);
    }
}
