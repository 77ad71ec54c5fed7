using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Networks;

/// <summary>
/// Applies to a model what prompts ask for, and takes it back when the next prompt asks for something else. The checkpoint's tensors are never
/// changed: a set of networks gives other tensors for those it touches, which the device packs when a plan needs them. A network that is missing,
/// damaged or unfit is left out with a warning, as in webui.
/// </summary>
internal sealed class NetworkActivation(StableDiffusionModel model, Device device, NetworkLibrary library, ClipTokenizer tokenizer) : IDisposable
{
    private readonly List<IDisposable> _files = [];
    private ActiveNetworks? _active;
    private StableDiffusionModel? _view;
    private IReadOnlyList<string> _warnings = [];

    /// <summary>The model with the networks that the tags ask for. The last result is no longer valid when they are others.</summary>
    public StableDiffusionModel Activate(IReadOnlyList<NetworkTag> tags, PromptTexts texts, IGenerationObserver observer)
    {
        NetworkRequests requests = NetworkRequests.Of(tags);
        IReadOnlyList<EmbeddingEntry> embeddings = library.Embeddings();
        string key = KeyOf(requests, embeddings);
        if (_active?.Key != key)
        {
            Deactivate();
            var warnings = new List<string>(requests.Faults);
            _active = Load(requests, embeddings, key, warnings);
            _view = model.With(model.Weights.With(_active.Weights), _active);
            _warnings = warnings;
        }

        foreach (string warning in _warnings.Concat(EmbeddingWarnings(embeddings, texts)))
        {
            observer.Warning(warning);
        }

        return _view!;
    }

    public void Dispose() => Deactivate();

    private void Deactivate()
    {
        if (_active is not null)
        {
            device.Release(_active.Weights.Values);
            device.Release(_active.Hypernetworks.SelectMany(use => use.Network.Weights));
        }

        _files.ForEach(file => file.Dispose());
        _files.Clear();
        (_active, _view, _warnings) = (null, null, []);
    }

    /// <summary>Names, multipliers, and the files' times: an edited file is read again.</summary>
    private string KeyOf(NetworkRequests requests, IReadOnlyList<EmbeddingEntry> embeddings)
    {
        IEnumerable<string> loras = requests.Loras.Select(request => $"{request}|{Stamp(library.FindLora(request.Name))}");
        IEnumerable<string> hypernetworks = requests.Hypernetworks.Select(request => $"{request}|{Stamp(library.FindHypernetwork(request.Name))}");
        return string.Join('\n', [.. loras, .. hypernetworks, .. requests.Faults, .. embeddings.Select(entry => Stamp(entry.Path))]);

        static string Stamp(string? path) => path is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{path}|{File.GetLastWriteTimeUtc(path).Ticks}");
    }

    private ActiveNetworks Load(NetworkRequests requests, IReadOnlyList<EmbeddingEntry> entries, string key, List<string> warnings)
    {
        List<(LoraRequest Request, NetworkFile File, NetworkFit Fit)> loras = LoadLoras(requests.Loras, warnings);
        var patched = new PatchedWeights(
            model.Weights.Weights,
            loras.Select(lora => new NetworkUse(lora.Fit, lora.Request.TextMultiplier, lora.Request.DenoiserMultiplier, lora.Request.Ranks)));
        foreach ((string name, int count) in patched.Faults)
        {
            string first = patched.FaultTexts.First(text => text.StartsWith($"{name}: ", StringComparison.Ordinal));
            warnings.Add($"Networks with errors: {name} ({count}). {first}");
        }

        // Packed once more when the networks are gone; otherwise both forms would take room.
        device.Release(patched.Weights.Keys.Where(model.Weights.Has).Select(tensor => model.Weights.Weights[tensor]));
        Dictionary<string, ActiveEmbedding> embeddings = Embeddings(entries, loras.Select(lora => (lora.Request.Name, lora.File)));
        return new ActiveNetworks
        {
            Key = key,
            Weights = patched.Weights,
            Hypernetworks = LoadHypernetworks(requests.Hypernetworks, warnings),
            Embeddings = embeddings,
            EmbeddingNames = embeddings.Count == 0 ? null
                : new EmbeddingNames(embeddings.Values.Select(embedding => new EmbeddingName(embedding.Name, embedding.Vectors.Count)), tokenizer),
            LoraHashes = [.. loras.Select(lora => (EmbeddingUse.Plain(lora.Request.Name), library.LoraHash(lora.File.Path)))],
            TinyEncoderPath = library.FindTinyAutoencoder("taesd_encoder"),
            TinyDecoderPath = library.FindTinyAutoencoder("taesd_decoder"),
        };
    }

    private List<(LoraRequest Request, NetworkFile File, NetworkFit Fit)> LoadLoras(IReadOnlyList<LoraRequest> requests, List<string> warnings)
    {
        var loaded = new List<(LoraRequest Request, NetworkFile File, NetworkFit Fit)>();
        var missing = new List<string>();
        foreach (LoraRequest request in requests)
        {
            if (loaded.Find(lora => lora.Request.Name == request.Name) is { File: not null } same)
            {
                loaded.Add((request, same.File, same.Fit));
            }
            else if (library.FindLora(request.Name) is not string path)
            {
                missing.Add(request.Name);
            }
            else if (LoadLora(path, warnings) is (NetworkFile file, NetworkFit fit))
            {
                loaded.Add((request, file, fit));
            }
        }

        if (missing.Count > 0)
        {
            warnings.Add($"Lora not found: {string.Join(", ", missing)}. {Places(library.Folders.Lora, [.. library.LoraNames])}");
        }

        return loaded;
    }

    private (NetworkFile File, NetworkFit Fit)? LoadLora(string path, List<string> warnings)
    {
        try
        {
            NetworkFile file = NetworkFile.Open(path, library.Folders.AcceptNewerTorch);
            _files.Add(file);
            NetworkFit fit = file.Fit(new LayerTargets(model.Weights.Weights.Keys), acceptDotted: true);
            string name = Path.GetFileName(path);
            int layers = file.Layers.Count();
            if (file.Family is string family && family != model.Family)
            {
                warnings.Add($"{name} is made for {family}, but {model.FileName} is {model.KindPhrase}: {fit.Count} of its {layers} layers are known there. Use a LoRA for {model.Family}.");
            }
            else if (fit.Count == 0)
            {
                warnings.Add($"{name} changes nothing: none of its {layers} layers is one of {model.FileName}, for example '{file.Layers.FirstOrDefault()}'.");
            }

            if (fit.DottedCount > 0)
            {
                warnings.Add($"{name} names {fit.DottedCount} layers in PEFT's way, which webui ignores; they are applied here.");
            }

            return (file, fit);
        }
        catch (CheckpointException exception)
        {
            warnings.Add($"The LoRA is left out: {exception.Message}");
            return null;
        }
    }

    private List<HypernetworkUse> LoadHypernetworks(IReadOnlyList<HypernetworkRequest> requests, List<string> warnings)
    {
        var uses = new List<HypernetworkUse>();
        foreach (HypernetworkRequest request in requests)
        {
            if (library.FindHypernetwork(request.Name) is not string path)
            {
                warnings.Add($"Hypernetwork not found: {request.Name}. {Places(library.Folders.Hypernetworks, [])}");
                continue;
            }

            try
            {
                Hypernetwork network = Hypernetwork.Open(path, library.Folders.AcceptNewerTorch);
                _files.Add(network);
                uses.Add(new HypernetworkUse(network, request.Multiplier));
            }
            catch (CheckpointException exception)
            {
                warnings.Add($"The hypernetwork is left out: {exception.Message}");
            }
        }

        return uses;
    }

    /// <summary>Those of the folder win over those that LoRAs bring; those of another width are left out.</summary>
    private Dictionary<string, ActiveEmbedding> Embeddings(IEnumerable<EmbeddingEntry> entries, IEnumerable<(string Name, NetworkFile File)> loras)
    {
        var embeddings = new Dictionary<string, ActiveEmbedding>();
        foreach (EmbeddingEntry entry in entries)
        {
            if (entry.Embedding is TextualInversion embedding && embedding.Width == model.Text.Width)
            {
                embeddings[embedding.Name] = new ActiveEmbedding(embedding.Name, embedding.Vectors, () => library.EmbeddingHash(entry.Path), IsBundled: false);
            }
        }

        foreach ((string name, NetworkFile file) in loras)
        {
            foreach (TextualInversion embedding in file.Embeddings.Where(embedding => embedding.Width == model.Text.Width))
            {
                embeddings.TryAdd(embedding.Name, new ActiveEmbedding(embedding.Name, embedding.Vectors, () => name, IsBundled: true));
            }
        }

        return embeddings;
    }

    /// <summary>Of embeddings that cannot be used only those matter whose names the prompts contain.</summary>
    private IEnumerable<string> EmbeddingWarnings(IReadOnlyList<EmbeddingEntry> entries, PromptTexts texts)
    {
        string all = $"{texts.Encoded}\n{texts.Negative}";
        foreach (EmbeddingEntry entry in entries.Where(entry => all.Contains(entry.Name, StringComparison.OrdinalIgnoreCase)))
        {
            if (entry.Fault is string fault)
            {
                yield return $"The embedding '{entry.Name}' is taken as ordinary words: {fault}";
            }
            else if (entry.Embedding!.Width != model.Text.Width)
            {
                yield return $"The embedding '{entry.Name}' is made for {entry.Embedding.Family}, but {model.FileName} is {model.KindPhrase}: it is taken as ordinary words.";
            }
        }
    }

    private static string Places(IReadOnlyList<string> folders, IReadOnlyList<string> names)
    {
        string places = folders.Count == 0 ? "No folder to look in was given." : $"Looked in {string.Join(" and ", folders)}.";
        return names.Count == 0 ? places : $"{places} There are: {string.Join(", ", names.Take(10))}{(names.Count > 10 ? " …" : "")}.";
    }
}
