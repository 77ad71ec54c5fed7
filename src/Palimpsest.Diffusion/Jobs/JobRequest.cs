using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts.Variants;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>What a command line asked for: the pictures, and what to make them with.</summary>
public sealed record JobRequest
{
    /// <summary>The pictures to make; the seed is drawn already, the picture to begin with is not read yet.</summary>
    public required GenerationRequest Generation { get; init; }

    /// <summary>Wildcards and choices in the prompts; null: they are the same for all pictures.</summary>
    public PromptVariants? Variants { get; init; }

    /// <summary>The styles applied to the prompts, and the prompts without them.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    public string PromptWithoutStyles { get; init; } = "";

    public string NegativePromptWithoutStyles { get; init; } = "";

    /// <summary>The model of the picture that is repeated; null when none is.</summary>
    public WrittenModel? MadeWith { get; init; }

    /// <summary>What of the repeated picture will be otherwise, a sentence each.</summary>
    public IReadOnlyList<string> Unrepeatable { get; init; } = [];

    /// <summary>What turns the request into several; null: it is one job.</summary>
    public IScript? Script { get; init; }

    /// <summary>How all pictures of a part are put into one beside them; null: not at all.</summary>
    public GridSettings? Grid { get; init; }

    /// <summary>Where the latest step is to be seen; null: nowhere.</summary>
    public PreviewFile? Preview { get; init; }

    /// <summary>The mask settings that the repeated picture was made with, around a mask; null when there were none.</summary>
    public Func<Picture, Inpainting>? WrittenInpainting { get; init; }

    public required string ModelPath { get; init; }

    /// <summary>Where the other checkpoints lie that the request names; the model's own folder counts always.</summary>
    public IReadOnlyList<string> CheckpointFolders { get; init; } = [];

    /// <summary>An autoencoder instead of the model's own.</summary>
    public string? VaePath { get; init; }

    /// <summary>Where the adapters lie that prompts name.</summary>
    public NetworkFolders Networks { get; init; } = NetworkFolders.None;

    /// <summary>Null: a thread for every processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Null: most of what the machine has.</summary>
    public long? MemoryBytes { get; init; }

    public MemoryBudget? Budget => MemoryBytes is long bytes ? new MemoryBudget(bytes) : null;
}
