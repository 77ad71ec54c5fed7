using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts.Variants;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>An accepted request as the library runs it.</summary>
internal sealed class JobPreparation(DataFolder folder, ISettingsStore settings, IModelShelf shelf, StudioOptions options)
{
    /// <exception cref="Diffusion.Prompts.PromptException">The wildcards are gone.</exception>
    public JobRequest Request(StudioRequest request, string modelPath, string? vaePath) => new()
    {
        Generation = request.Generation,
        Variants = request.Wildcards ? new PromptVariants(new WildcardFolder(folder.Wildcards), isDynamic: true) : null,
        Styles = request.Styles,
        PromptWithoutStyles = request.PromptWithoutStyles ?? request.Generation.Prompt,
        Script = request.Script,
        Grid = request.Grid,
        ModelPath = modelPath,
        VaePath = vaePath,
        Networks = shelf.Networks,
        Threads = options.Threads,
        MemoryBytes = options.MemoryBytes,
    };

    /// <summary>One item for each source picture, or one in all.</summary>
    public IReadOnlyList<WorkItem> Items(StudioRequest request)
    {
        OutputFiles files = Pictures(request);
        return request.Sources.Count == 0
            ? [new WorkItem("", files, (generation, _) => generation)]
            : [.. request.Sources.Select(source => new WorkItem(source.Name, files, (generation, _) => With(generation, source)) { MayBeSkipped = true, BaseName = source.Name })];
    }

    /// <summary>Where the job's pictures go.</summary>
    public OutputFiles Pictures(StudioRequest request) =>
        new(
            request.OutputFolder is string output
                ? OutputPlaces.Batch(folder, settings.Values, output, request.Generation.BatchCount * request.Generation.BatchSize)
                : OutputPlaces.Pictures(folder, settings.Values, request.IsImg2Img),
            "picture",
            request.Asked ?? OutputFiles.Unknown);

    /// <summary>Where its combinations go.</summary>
    public OutputFiles Grids(StudioRequest request) => new(OutputPlaces.Grids(folder, settings.Values, request.IsImg2Img), "grid", OutputFiles.Unknown);

    /// <summary>Where pictures go that are kept for the job alone.</summary>
    public OutputFiles Unlisted(Guid jobId, string name) => new(new OutputSettings { Folder = Path.Combine(folder.Unlisted, jobId.ToString("n")) }, name, 1);

    private static GenerationRequest With(GenerationRequest generation, SourcePicture source) => (source.Own?.ApplyTo(generation) ?? generation) with
    {
        InitPictures = [source.Picture.Read()],
        Inpainting = source.Mask is null ? generation.Inpainting
            : generation.Inpainting is Inpainting inpainting ? inpainting with { Mask = source.Mask.Read() }
            : new Inpainting { Mask = source.Mask.Read() },
    };
}
