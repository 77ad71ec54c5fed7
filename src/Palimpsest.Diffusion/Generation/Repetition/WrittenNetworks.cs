using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>The adapters that an infotext names, with their hashes by name.</summary>
/// <param name="Loras">Of "Lora hashes".</param>
/// <param name="Embeddings">Of "TI hashes".</param>
public sealed record WrittenNetworks(IReadOnlyDictionary<string, string> Loras, IReadOnlyDictionary<string, string> Embeddings)
{
    /// <summary>From the fields' texts, "name: hash, name: hash"; null for none.</summary>
    internal static WrittenNetworks Parse(string? loras, string? embeddings) => new(Hashes(loras), Hashes(embeddings));

    /// <summary>
    /// The prompt with the names that its LoRAs have here: one with the written hash and another name takes the place, as in webui. A sentence for each
    /// adapter that is missing here or is another one of the same name.
    /// </summary>
    public (string Prompt, IReadOnlyList<string> Unrepeatable) Find(string prompt, string negativePrompt, NetworkLibrary library)
    {
        var unrepeatable = new List<string>();
        foreach (NetworkTag tag in NetworkTags.Extract(prompt).Tags.DistinctBy(tag => (tag.Type, tag.Positional.FirstOrDefault())))
        {
            string name = tag.Positional.Count > 0 ? tag.Positional[0] : "";
            if (tag.Type is "lora" or "lyco")
            {
                string found = LoraHere(name, library, unrepeatable);
                prompt = found == name ? prompt : prompt.Replace($"<{tag.Type}:{name}", $"<{tag.Type}:{found}", StringComparison.Ordinal);
            }
            else if (tag.Type == "hypernet" && library.FindHypernetwork(name) is null)
            {
                unrepeatable.Add($"Hypernetwork: '{name}' is not here ({Places(library.Folders.Hypernetworks)}); the picture is made without it.");
            }
        }

        unrepeatable.AddRange(MissingEmbeddings($"{prompt}\n{negativePrompt}", library));
        return (prompt, unrepeatable);
    }

    /// <summary>The same for all prompts of a request, that of hires fix included.</summary>
    public (GenerationRequest Request, IReadOnlyList<string> Unrepeatable) Find(GenerationRequest request, NetworkLibrary library)
    {
        (string prompt, IReadOnlyList<string> unrepeatable) = Find(request.Prompt, request.NegativePrompt, library);
        request = request with { Prompt = prompt };
        if (request.Hires is not { Prompt.Length: > 0 } hires)
        {
            return (request, unrepeatable);
        }

        (string own, IReadOnlyList<string> others) = Find(hires.Prompt, hires.NegativePrompt, library);
        return (request with { Hires = hires with { Prompt = own } }, [.. unrepeatable.Union(others)]);
    }

    private string LoraHere(string name, NetworkLibrary library, List<string> unrepeatable)
    {
        string? path = library.FindLora(name), here = path is null ? null : library.LoraHash(path);
        string? hash = Loras.GetValueOrDefault(EmbeddingUse.Plain(name));
        if (path is not null && (hash is null || here == hash))
        {
            return name;
        }

        if (hash is not null && library.LoraNames.FirstOrDefault(other => library.LoraHash(library.FindLora(other)!) == hash) is string renamed)
        {
            return renamed;
        }

        string written = hash is null ? "" : $" (hash {hash})";
        unrepeatable.Add(path is null
            ? $"LoRA: '{name}'{written} is not here ({Places(library.Folders.Lora)}); the picture is made without it."
            : $"LoRA: the picture was made with another '{name}'{written}; the one here has the hash {here}.");
        return name;
    }

    private IEnumerable<string> MissingEmbeddings(string prompts, NetworkLibrary library)
    {
        IReadOnlyList<EmbeddingEntry> entries = library.Embeddings();
        foreach ((string name, string hash) in Embeddings.Where(written => prompts.Contains(written.Key, StringComparison.OrdinalIgnoreCase)))
        {
            EmbeddingEntry? entry = entries.FirstOrDefault(entry => EmbeddingUse.Plain(entry.Name).Equals(name, StringComparison.OrdinalIgnoreCase));
            if (entry is null && !Loras.ContainsKey(hash))
            {
                yield return $"Embedding: '{name}' (hash {hash}) is not here ({Places(library.Folders.Embeddings)}); its name is taken as words.";
            }
            else if (entry is not null && library.EmbeddingHash(entry.Path) is string here && here != hash)
            {
                yield return $"Embedding: the picture was made with another '{name}' (hash {hash}); the one here has the hash {here}.";
            }
        }
    }

    private static string Places(IReadOnlyList<string> folders) => folders.Count == 0 ? "no folder to look in was given" : $"looked in {string.Join(" and ", folders)}";

    private static Dictionary<string, string> Hashes(string? text)
    {
        var hashes = new Dictionary<string, string>();
        foreach (string entry in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = entry.IndexOf(':');
            if (colon > 0)
            {
                hashes[entry[..colon].Trim()] = entry[(colon + 1)..].Trim();
            }
        }

        return hashes;
    }
}
