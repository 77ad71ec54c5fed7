using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>What settings ask to save beside a picture.</summary>
public sealed class SavedStagesTests(OpenedModel opened) : IClassFixture<OpenedModel>
{
    private static readonly Picture Init = OpenedModel.Pattern(64, 64, 3);

    [Fact]
    public void Before_hires_fix_is_the_picture_without_it()
    {
        GeneratedPicture plain = Assert.Single(Make(OpenedModel.Small).Pictures);
        GeneratedPicture made = Assert.Single(Make(OpenedModel.Small with { Hires = new HiresFix { Scale = 1.5, Upscaler = "Latent" }, Settings = new GenerationSettings { SaveBeforeHires = true } }).Pictures);

        (string suffix, Picture before) = Assert.Single(made.Beside);
        Assert.Equal("-before-highres-fix", suffix);
        Assert.Equal(plain.Picture.Pixels, before.Pixels);
        Assert.Equal((96, 96), (made.Picture.Width, made.Picture.Height));
    }

    [Fact]
    public void Before_colour_correction_is_the_picture_without_it()
    {
        GenerationRequest request = OpenedModel.Small with { InitPictures = [Init], Inpainting = new Inpainting { Mask = Mask(), Content = MaskedContent.Original } };
        GeneratedPicture plain = Assert.Single(Make(request).Pictures);
        GeneratedPicture made = Assert.Single(Make(request with { Settings = new GenerationSettings { ColourCorrection = true, SaveBeforeColourCorrection = true } }).Pictures);

        (string suffix, Picture before) = Assert.Single(made.Beside);
        Assert.Equal("-before-color-correction", suffix);
        Assert.Equal(plain.Picture.Pixels, before.Pixels);
        Assert.NotEqual(plain.Picture.Pixels, made.Picture.Pixels);
    }

    [Fact]
    public void Masks_to_save_are_not_returned_and_those_to_return_not_saved_twice()
    {
        GenerationRequest request = OpenedModel.Small with { InitPictures = [Init], Inpainting = new Inpainting { Mask = Mask() } };
        GeneratedPicture saved = Assert.Single(Make(request with { Settings = new GenerationSettings { SaveMask = true, SaveMaskComposite = true } }).Pictures);
        GeneratedPicture returned = Assert.Single(Make(request with { Settings = new GenerationSettings { ReturnMask = true, ReturnMaskComposite = true } }).Pictures);

        Assert.Equal(["-mask", "-mask-composite"], saved.Beside.Select(part => part.Suffix));
        Assert.Equal((null, null), (saved.Mask, saved.MaskComposite));
        Assert.Empty(returned.Beside);
        Assert.Equal([returned.Mask!.Pixels, returned.MaskComposite!.Pixels], saved.Beside.Select(part => part.Picture.Pixels));
    }

    [Fact]
    public void Init_pictures_are_told_by_their_hash()
    {
        GeneratedPicture made = Assert.Single(Make(OpenedModel.Small with { InitPictures = [new Picture(64, 64, 3, new byte[64 * 64 * 3])], Settings = new GenerationSettings { SaveInitPictures = true } }).Pictures);

        // md5 of 12288 zeros.
        const string Hash = "4072783b8efb99a9e5817067d68f61c6";
        Assert.Equal(Hash, Assert.Single(made.InitPictures).Hash);
        Assert.Contains($", Init image hash: {Hash}, ", made.Infotext, StringComparison.Ordinal);
    }

    private RecordingObserver Make(GenerationRequest request)
    {
        var observer = new RecordingObserver();
        opened.Generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer;
    }

    private static Picture Mask()
    {
        var pixels = new byte[64 * 64];
        pixels.AsSpan(0, 64 * 32).Fill(255);
        return new Picture(64, 64, 1, pixels);
    }
}
