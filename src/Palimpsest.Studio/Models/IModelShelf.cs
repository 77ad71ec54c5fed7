using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Studio.Models;

/// <summary>The models of the data folder, and which of them are in memory: within a budget, the least recently used go first.</summary>
public interface IModelShelf
{
    /// <summary>The checkpoints of models/Stable-diffusion in webui's order, or the embedded one when there is none.</summary>
    IReadOnlyList<ShelfCheckpoint> Checkpoints { get; }

    IReadOnlyList<ShelfFile> Vaes { get; }

    IReadOnlyList<ShelfFile> Loras { get; }

    IReadOnlyList<ShelfFile> Hypernetworks { get; }

    IReadOnlyList<ShelfFile> Embeddings { get; }

    /// <summary>Files of models/ESRGAN and its like; those without a network are in <see cref="Upscalers"/> too.</summary>
    IReadOnlyList<ShelfFile> UpscalerFiles { get; }

    /// <summary>The names of all upscalers that work: "None", "Lanczos", "Nearest".</summary>
    IReadOnlyList<string> Upscalers { get; }

    /// <summary>The folders that prompts' networks are found in.</summary>
    NetworkFolders Networks { get; }

    /// <summary>The checkpoint that requests without one are made with.</summary>
    ShelfCheckpoint Current { get; }

    /// <summary>The checkpoint of a name: a title, with or without hash, file name, model name, hash, or a part of them, as webui finds it; null when there is none.</summary>
    ShelfCheckpoint? Find(string name);

    /// <summary>Makes a checkpoint the current one and brings it into memory in the background.</summary>
    /// <exception cref="StudioRequestException">There is none of that name; the message names the nearest.</exception>
    Task SelectAsync(string name, CancellationToken cancellation = default);

    /// <summary>Frees the memory of all checkpoints that no running job uses.</summary>
    Task UnloadAsync(CancellationToken cancellation = default);

    /// <summary>Brings the current checkpoint into memory now.</summary>
    /// <exception cref="Checkpoints.CheckpointException">The file cannot be used.</exception>
    Task LoadAsync(CancellationToken cancellation = default);

    /// <summary>Looks into the folders again.</summary>
    void Refresh();

    /// <summary>Bytes that checkpoints in memory take.</summary>
    long LoadedBytes { get; }

    /// <summary>What is being loaded; null when nothing is.</summary>
    ModelLoading? Loading { get; }

    /// <summary>Lists, the current checkpoint or the loading have changed. Raised on any thread.</summary>
    event Action? Changed;
}
