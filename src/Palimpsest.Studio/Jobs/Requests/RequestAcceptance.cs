using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>
/// Checks a request and settles what it leaves open (seeds, styles, checkpoint, autoencoder), so that it gives the same pictures whenever it runs.
/// </summary>
internal sealed class RequestAcceptance(IModelShelf shelf, IStyleShelf styles, ISettingsStore settings, DataFolder folder, StudioOptions options)
{
    /// <summary>How the messages of a request's own check begin, and webui's names of the fields.</summary>
    private static readonly (string Begins, string Field)[] Fields =
    [
        ("Steps", "steps"), ("Width", "width"), ("Height", "height"), ("Batch size", "batch_size"), ("Batch count", "n_iter"),
        ("Denoising strength", "denoising_strength"), ("Variation seed strength", "subseed_strength"), ("CFG scale", "cfg_scale"),
        ("Image CFG scale", "image_cfg_scale"), ("Clip skip", "CLIP_stop_at_last_layers"), ("Mask blur", "mask_blur"), ("Only masked padding", "inpaint_full_res_padding"),
        ("Masked content", "inpainting_fill"), ("Refiner switch at", "refiner_switch_at"), ("A seed", "seed"), ("There is a mask but", "init_images"), ("Hires", "enable_hr"),
    ];

    /// <exception cref="StudioRequestException">The request cannot be carried out; the message says which field and why.</exception>
    public StudioRequest Accept(StudioRequest request)
    {
        GenerationRequest generation = Named(request.Generation);
        Check(request with { Generation = generation });
        ShelfCheckpoint checkpoint = request.Checkpoint is string name ? Checkpoint(name, "sd_model_checkpoint") : shelf.Current;
        (string prompt, string negative) = Styled(request.Generation.Prompt, request.Generation.NegativePrompt, request.Styles);
        var vaes = new VaeSelection(shelf.Vaes, settings);
        VaeRule vae = vaes.Rule(request.Vae);
        bool keepsRandom = request.Script is XyzPlot { KeepRandomSeeds: true };
        return request with
        {
            Generation = generation with
            {
                Prompt = prompt,
                NegativePrompt = negative,
                VaeOfOthers = vae,
                Seed = Drawn(generation.Seed, keepsRandom),
                Subseed = Drawn(generation.Subseed, keepsRandom),
                Hires = generation.Hires is HiresFix hires ? SecondPass(hires, request.Styles) : null,
                Refiner = generation.Refiner is Refiner refiner ? refiner with { Checkpoint = Checkpoint(refiner.Checkpoint, "refiner_checkpoint").Path } : null,
            },
            Sources = [.. request.Sources.Select(source => source.Own is SourceSettings own ? source with { Own = Accepted(own, request, checkpoint) } : source)],
            Checkpoint = checkpoint.Title,
            Vae = vaes.Of(vae, checkpoint),
            PromptWithoutStyles = request.Generation.Prompt,
        };
    }

    /// <summary>A batch picture's own prompts with the styles, and its own checkpoint if that is another one.</summary>
    private SourceSettings Accepted(SourceSettings own, StudioRequest request, ShelfCheckpoint checkpoint)
    {
        (string prompt, string negative) = Styled(own.Prompt ?? request.Generation.Prompt, own.NegativePrompt ?? request.Generation.NegativePrompt, request.Styles);
        return own with
        {
            Prompt = own.Prompt is null ? null : prompt,
            NegativePrompt = own.NegativePrompt is null ? null : negative,
            Checkpoint = own.Checkpoint == checkpoint.Path ? null : own.Checkpoint,
        };
    }

    private static long Drawn(long seed, bool keepsRandom) => seed >= 0 || keepsRandom ? seed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);

    /// <summary>Sampler and scheduler by their proper names.</summary>
    private static GenerationRequest Named(GenerationRequest request)
    {
        try
        {
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(
                request.Sampler, request.Scheduler == SchedulerCatalog.Automatic.Label ? null : request.Scheduler);
            return request with { Sampler = sampler.Name, Scheduler = scheduler.Label };
        }
        catch (ArgumentException exception)
        {
            throw new StudioRequestException($"{char.ToUpperInvariant(exception.Message[0])}{exception.Message[1..].TrimEnd('.')}.", "sampler_name", exception);
        }
    }

    /// <summary>The checkpoint by its path; prompts of its own get the styles as the first pass's do, as in webui.</summary>
    private HiresFix SecondPass(HiresFix hires, IReadOnlyList<string> names)
    {
        (string prompt, string negative) = Styled(hires.Prompt, hires.NegativePrompt, names);
        return hires with
        {
            Checkpoint = hires.Checkpoint is string checkpoint ? Checkpoint(checkpoint, "hr_checkpoint_name").Path : null,
            Prompt = hires.Prompt.Length > 0 ? prompt : "",
            NegativePrompt = hires.NegativePrompt.Length > 0 ? negative : "",
        };
    }

    private void Check(StudioRequest request)
    {
        if (request.Sources.Count == 0)
        {
            Check(request.Generation, of: null);
        }

        // Pictures that lie in the store already were measured when they came there; one of them stands for all.
        Picture? any = request.Sources.Count > 0 ? request.Sources[0].Picture.Read() : null;
        foreach (SourcePicture source in request.Sources)
        {
            Check((source.Own?.ApplyTo(request.Generation) ?? request.Generation) with { InitPictures = [source.Picture.InMemory ?? any!] }, of: source.Own is null ? null : source.Name);
        }

        if (request.OutputFolder is string output)
        {
            OutputPlaces.Batch(folder, settings.Values, output, each: 1);
        }

        if (request.Wildcards && !Directory.Exists(folder.Wildcards))
        {
            throw new StudioRequestException($"There are no wildcards: put their text files into '{folder.Wildcards}'.", "prompt");
        }
    }

    /// <param name="of">The picture whose own settings these are; null: they are everyone's.</param>
    private void Check(GenerationRequest generation, string? of)
    {
        try
        {
            generation.Validate();
        }
        catch (GenerationException exception)
        {
            string? field = Fields.FirstOrDefault(pair => exception.Message.StartsWith(pair.Begins, StringComparison.Ordinal)).Field;
            throw new StudioRequestException(of is null ? exception.Message : $"{of}: {exception.Message}", field, exception);
        }

        if (generation.Steps > options.MaxSteps)
        {
            throw new StudioRequestException($"Steps is {generation.Steps}, but this server makes {options.MaxSteps} at most.", "steps");
        }

        CheckPixels((long)generation.Width * generation.Height * generation.BatchSize, "a batch", "width");
        if (generation.Hires is HiresFix hires)
        {
            double scale = hires.Scale.Value;
            CheckPixels(Math.Max((long)(generation.Width * scale * generation.Height * scale), (long)hires.ResizeWidth * hires.ResizeHeight) * generation.BatchSize, "a batch after hires fix", "hr_scale");
        }

        foreach (Picture picture in generation.InitPictures)
        {
            CheckPixels((long)picture.Width * picture.Height, "the picture", "init_images");
        }
    }

    private void CheckPixels(long pixels, string what, string field)
    {
        if (pixels > options.MaxPixels)
        {
            throw new StudioRequestException($"{char.ToUpperInvariant(what[0])}{what[1..]} has {pixels} pixels, but this server takes {options.MaxPixels} at most: make it smaller.", field);
        }
    }

    private ShelfCheckpoint Checkpoint(string name, string field) => shelf.Find(name) ?? throw new StudioRequestException(
        $"There is no checkpoint '{name}'; did you mean '{NearestName.To(name, shelf.Checkpoints.Select(checkpoint => checkpoint.FileName))}'?", field);

    private (string Prompt, string NegativePrompt) Styled(string prompt, string negativePrompt, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return (prompt, negativePrompt);
        }

        IReadOnlyList<PromptStyle> all = styles.All;
        foreach (string name in names.Where(name => all.All(style => style.Name != name)))
        {
            throw new StudioRequestException(
                all.Count == 0
                    ? $"There is no style '{name}': styles.csv has none."
                    : $"There is no style '{name}'; did you mean '{NearestName.To(name, all.Select(style => style.Name))}'?",
                "styles");
        }

        return new PromptStyles(all).Apply(prompt, negativePrompt, names);
    }
}
