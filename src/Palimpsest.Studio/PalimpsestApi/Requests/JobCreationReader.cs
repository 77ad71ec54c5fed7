using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>Makes of a body the request that every part of the program shares.</summary>
internal sealed class JobCreationReader(IGallery gallery, ISettingsStore settings, OptionTable options, EncodedPictures pictures, StudioOptions limits)
{
    /// <exception cref="ApiProblem">A picture of the gallery is not there, or a setting is unknown.</exception>
    /// <exception cref="StudioRequestException">A value is not allowed.</exception>
    public async Task<StudioRequest> ReadAsync(JobCreation creation, CancellationToken cancellation)
    {
        if (options.Unknown(creation.Settings) is string unknown)
        {
            throw ApiProblem.Invalid($"There is no setting '{unknown}'; docs/options.md lists them.", "settings");
        }

        List<Picture> initial = [];
        foreach (GivenPicture picture in creation.Pictures)
        {
            initial.Add(await ReadAsync(picture, "pictures", cancellation));
        }

        GenerationRequest generation = Plain(creation) with { InitPictures = initial };
        if (creation.Inpainting is JobInpainting inpainting)
        {
            generation = generation with { Inpainting = Inpainting(inpainting, await ReadAsync(inpainting.Mask, "inpainting.mask", cancellation)) };
        }

        return new StudioRequest
        {
            Generation = generation,
            Checkpoint = creation.Model,
            Vae = creation.Vae,
            Styles = creation.Styles,
            Script = creation.Script is JobScript script ? ScriptReader.Read(script.Name, script.Arguments, txt2Img: initial.Count == 0) : null,
            SavePictures = creation.Save,
            Parents = [.. creation.Pictures.Select(picture => picture.Id).OfType<long>()],
            Origin = "api",
            Tag = creation.Tag,
        };
    }

    private GenerationRequest Plain(JobCreation creation) => new()
    {
        Prompt = creation.Prompt,
        NegativePrompt = creation.NegativePrompt,
        Sampler = creation.Sampler,
        Scheduler = creation.Scheduler,
        Steps = creation.Steps,
        CfgScale = creation.CfgScale,
        DenoisingStrength = creation.DenoisingStrength,
        Width = creation.Width,
        Height = creation.Height,
        ResizeMode = creation.ResizeMode,
        Seed = creation.Seed,
        Subseed = creation.Subseed,
        SubseedStrength = creation.SubseedStrength,
        BatchSize = creation.BatchSize,
        BatchCount = creation.BatchCount,
        Tiling = creation.Tiling,
        Refiner = creation.Refiner is JobRefiner refiner ? new Refiner(refiner.Model, refiner.SwitchAt) : null,
        Hires = creation.Hires is JobHires hires ? Hires(hires) : null,
        Settings = settings.Override(settings.Generation, creation.Settings),
    };

    private static HiresFix Hires(JobHires hires) => new()
    {
        Scale = hires.Scale,
        ResizeWidth = hires.Width,
        ResizeHeight = hires.Height,
        Upscaler = hires.Upscaler,
        Steps = hires.Steps,
    };

    private static Inpainting Inpainting(JobInpainting inpainting, Picture mask) => new()
    {
        Mask = mask,
        BlurX = inpainting.Blur,
        BlurY = inpainting.Blur,
        Invert = inpainting.Invert,
        Content = inpainting.Content,
        OnlyMasked = inpainting.OnlyMasked,
        Padding = inpainting.Padding,
        Soft = inpainting.Soft ? new SoftInpainting() : null,
    };

    private async Task<Picture> ReadAsync(GivenPicture given, string field, CancellationToken cancellation)
    {
        if (given is { Id: long id, Data: null })
        {
            GalleryPicture kept = await gallery.FindAsync(id, cancellation) ?? throw ApiProblem.Invalid($"There is no picture {id} in the gallery.", field);
            return PictureReader.Read(kept.Path, new PictureLimits { MaxPixels = limits.MaxPixels }).ToWebuiPicture();
        }

        return given is { Id: null, Data: string data }
            ? (await pictures.ReadAsync(data, cancellation)).ToWebuiPicture()
            : throw ApiProblem.Invalid("A picture needs either an id or data.", field);
    }
}
