using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>All models, by kind.</summary>
/// <param name="Loras">As prompts name them.</param>
/// <param name="LoadedBytes">Memory that checkpoints take.</param>
/// <param name="Loading">The checkpoint that is on its way into memory; null when none is.</param>
public sealed record ModelListView(
    IReadOnlyList<ModelView> Checkpoints,
    IReadOnlyList<string> Vaes,
    IReadOnlyList<string> Loras,
    IReadOnlyList<string> Hypernetworks,
    IReadOnlyList<string> Embeddings,
    IReadOnlyList<string> Upscalers,
    long LoadedBytes,
    ModelLoading? Loading);
