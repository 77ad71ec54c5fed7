using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>What a job made, as txt2img and img2img answer (webui.md 1.7).</summary>
internal sealed class GenerationAnswer(IJobQueue queue, IGallery gallery, OptionTable options)
{
    /// <exception cref="WebUIException">The job failed.</exception>
    public async Task<JsonObject> OfAsync(Job job, Body body, CancellationToken cancellation)
    {
        IReadOnlyList<GalleryPicture> pictures = await gallery.OfJobAsync(job.Id, cancellation);
        if (job.State == JobState.Failed)
        {
            throw WebUIException.Internal("RuntimeError", job.Error ?? "The job failed.");
        }

        StudioRequest request = await queue.ReadRequestAsync(job.Id, cancellation) ?? throw WebUIException.Internal("RuntimeError", "The job is gone.");
        JsonObject overrides = body.Object("override_settings");
        bool returnsGrid = request.Script is not null || options.Flag(overrides, "return_grid");
        List<GalleryPicture> told = [.. pictures.Where(picture => picture.Kind != GalleryPictureKind.Grid || returnsGrid)];
        var images = new JsonArray();
        foreach (GalleryPicture picture in body.Flag("send_images") == false ? [] : told.Where(picture => IsSent(picture, request)))
        {
            images.Add(await PictureText.OfFileAsync(picture.Path, options.Text(overrides, "samples_format"), (int)options.Number(overrides, "jpeg_quality"), cancellation));
        }

        return new JsonObject
        {
            ["images"] = images,
            ["parameters"] = Echo(body),
            ["info"] = WebUIAnswer.Text(Info(job, request, told)),
        };
    }

    /// <summary>A plot's cells are in its grid; they are sent by themselves only where that is asked for ("Include Sub Images").</summary>
    private static bool IsSent(GalleryPicture picture, StudioRequest request) =>
        picture.Kind == GalleryPictureKind.Grid || request.Script is not XyzPlot { IncludeCells: false };

    /// <summary>The request with its defaults; its pictures only where they are asked for.</summary>
    private static JsonObject Echo(Body body)
    {
        var echo = (JsonObject)body.Values.DeepClone();
        if (echo.ContainsKey("init_images") && body.Flag("include_init_images") != true)
        {
            echo["init_images"] = null;
            echo["mask"] = null;
        }

        return echo;
    }

    private static JsonObject Info(Job job, StudioRequest request, List<GalleryPicture> returned)
    {
        GenerationRequest generation = request.Generation;
        List<GalleryPicture> made = [.. returned.Where(picture => picture.Kind == GalleryPictureKind.Picture)];
        GalleryPicture? first = made.FirstOrDefault() ?? returned.FirstOrDefault();
        List<GalleryPicture> all = made.Count > 0 ? made : first is null ? [] : [first];
        var written = new WrittenParameters(first?.Infotext ?? "");
        return new JsonObject
        {
            ["prompt"] = first?.Prompt ?? generation.Prompt,
            ["all_prompts"] = Each(all, picture => picture.Prompt),
            ["negative_prompt"] = first?.NegativePrompt ?? generation.NegativePrompt,
            ["all_negative_prompts"] = Each(all, picture => picture.NegativePrompt),
            ["seed"] = first?.Seed ?? generation.Seed,
            ["all_seeds"] = Each(all, picture => picture.Seed),
            ["subseed"] = first?.Subseed ?? generation.Subseed,
            ["all_subseeds"] = Each(all, picture => picture.Subseed),
            ["subseed_strength"] = BodyValue.Node(generation.SubseedStrength),
            ["width"] = generation.Width,
            ["height"] = generation.Height,
            ["sampler_name"] = generation.Sampler,
            ["cfg_scale"] = BodyValue.Node(generation.CfgScale),
            ["steps"] = generation.Steps,
            ["batch_size"] = generation.BatchSize,
            ["restore_faces"] = false,
            ["face_restoration_model"] = null,
            ["sd_model_name"] = first?.ModelName ?? job.Checkpoint,
            ["sd_model_hash"] = first?.ModelHash,
            ["sd_vae_name"] = written.Find("VAE"),
            ["sd_vae_hash"] = written.Find("VAE hash"),
            ["seed_resize_from_w"] = generation.SeedResizeFromWidth,
            ["seed_resize_from_h"] = generation.SeedResizeFromHeight,
            ["denoising_strength"] = generation.InitPictures.Count > 0 || generation.Hires is not null ? BodyValue.Node(generation.DenoisingStrength) : null,
            ["extra_generation_params"] = written.Extra(hasHires: generation.Hires is not null),
            ["index_of_first_image"] = returned.TakeWhile(picture => picture.Kind == GalleryPictureKind.Grid).Count(),
            ["infotexts"] = Each(returned, picture => picture.Infotext),
            ["styles"] = Each(request.Styles, style => style),
            ["job_timestamp"] = (job.StartedAt ?? job.CreatedAt).ToLocalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            ["clip_skip"] = generation.Settings.ClipSkip,
            ["is_using_inpainting_conditioning"] = written.Find("Conditional mask weight") is not null,
            ["version"] = generation.Settings.Version,
        };
    }

    private static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonNode?> of) => new([.. items.Select(of)]);
}
