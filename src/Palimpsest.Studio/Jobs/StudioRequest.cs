using System.Text.Json.Serialization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Studio.Jobs;

/// <summary>
/// What a page, a program or a command asks for, in the one form that all of them share, so that the same request gives the same bytes. It is stored as
/// JSON, its pictures beside it.
/// </summary>
public sealed record StudioRequest
{
    /// <summary>
    /// The pictures to make, with the settings that hold for this request alone; styles are not applied yet. Begin with
    /// <see cref="Settings.ISettingsStore.Generation"/> for <see cref="GenerationRequest.Settings"/>. Seeds of -1 are drawn when the request is accepted.
    /// </summary>
    public GenerationRequest Generation { get; init; } = new();

    /// <summary>The checkpoint by any of webui's names; null: the one in use, which is fixed when the request is accepted.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The autoencoder: "Automatic", "None", or a name; null: as the settings say, fixed when the request is accepted.</summary>
    public string? Vae { get; init; }

    /// <summary>Names of styles to apply; after acceptance they are applied, and stay here for file names.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The prompt without styles; set by acceptance.</summary>
    public string? PromptWithoutStyles { get; init; }

    /// <summary>Turns the request into several; null: it is a plain job.</summary>
    public IScript? Script { get; init; }

    /// <summary>The request once for each of these pictures, in place of <see cref="GenerationRequest.InitPictures"/>; empty: once.</summary>
    public IReadOnlyList<SourcePicture> Sources { get; init; } = [];

    /// <summary>The folder that the pictures go to, under their sources' names: relative to the data folder, within its outputs; null: as the settings say.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>What was found while the request was put together and belongs to its job's warnings, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How all pictures are put into one; null: not at all.</summary>
    public GridSettings? Grid { get; init; }

    /// <summary>Whether the pictures are kept in the outputs and the gallery. Otherwise they are there only until they are fetched, see <see cref="Job.Id"/>.</summary>
    public bool SavePictures { get; init; } = true;

    /// <summary>Whether prompts may name wildcards (__name__, in the data folder's "wildcards") and choices ({a|b}).</summary>
    public bool Wildcards { get; init; }

    /// <summary>Pictures of the gallery that this begins with, for lineage.</summary>
    public IReadOnlyList<long> Parents { get; init; } = [];

    /// <summary>Who asked: "page", "sdapi", "api", "command".</summary>
    public string Origin { get; init; } = "api";

    /// <summary>Anything the sender wants to find again, such as webui's force_task_id.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether it begins with pictures.</summary>
    [JsonIgnore]
    public bool IsImg2Img => Sources.Count > 0 || Generation.InitPictures.Count > 0;

    /// <summary>How many pictures are to be made, combinations apart; null where only a script's run will show.</summary>
    [JsonIgnore]
    public int? Asked => ScriptItem.Count(Script, Generation) is int count and not OutputFiles.Unknown ? count * Math.Max(Sources.Count, 1) : null;
}
