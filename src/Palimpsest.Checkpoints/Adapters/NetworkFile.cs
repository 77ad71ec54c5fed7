using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// A file of the LoRA family, opened: its layers by name, and the embeddings that came with it. Which checkpoint it fits is another question
/// (<see cref="Fit"/>). Tensors stay in the file until they are used; dispose it after the weights that were made with it.
/// </summary>
public sealed class NetworkFile : IDisposable
{
    private const string BundlePrefix = "bundle_emb.";

    private static readonly string[] DottedParts =
        [".lora_A.weight", ".lora_B.weight", ".lora_up.weight", ".lora_down.weight", ".lora.up.weight", ".lora.down.weight", ".alpha", ".dora_scale", ".lora_magnitude_vector"];

    private readonly Checkpoint _file;
    private readonly Dictionary<string, LayerParts> _layers = [];

    private NetworkFile(Checkpoint file)
    {
        _file = file;
        foreach ((string key, Weight weight) in file.Weights)
        {
            if (key.StartsWith(BundlePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            (string layer, string part) = Split(key);
            if (!_layers.TryGetValue(layer, out LayerParts? parts))
            {
                _layers[layer] = parts = new LayerParts(layer);
            }

            parts.Add(part, weight);
        }

        Embeddings = BundledEmbeddings.Read(file);
    }

    public string Path => _file.Path;

    /// <summary>The file's name without extension: what prompts call it.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(_file.Path);

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>The names of its layers, as in the file.</summary>
    public IEnumerable<string> Layers => _layers.Keys;

    /// <summary>Textual inversions that are active while the network is.</summary>
    public IReadOnlyList<TextualInversion> Embeddings { get; }

    /// <summary>The model family it is made for, told by its names and shapes; null when they do not tell.</summary>
    public string? Family => NetworkFamily.Of(_layers.Values);

    /// <param name="path">The file.</param>
    /// <param name="acceptNewer">Whether to read what newer versions of torch wrote, which webui 1.10.1 refuses.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged, hostile, refused, or has bundled embeddings that are none.</exception>
    public static NetworkFile Open(string path, bool acceptNewer = false)
    {
        Checkpoint file = AdapterFile.Open(path, acceptNewer);
        try
        {
            return new NetworkFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The layers of this file that a checkpoint has. Layers that it lacks are left out, as in webui.</summary>
    /// <param name="targets">The checkpoint's layers.</param>
    /// <param name="acceptDotted">Whether PEFT's names, which webui ignores, are understood.</param>
    /// <exception cref="CheckpointException">A layer that the checkpoint has is of no known kind.</exception>
    public NetworkFit Fit(LayerTargets targets, bool acceptDotted = false)
    {
        var layers = new Dictionary<string, (LayerTarget Target, LayerAdapter Adapter)>();
        var unmatched = new List<string>();
        int dotted = 0;
        foreach ((string name, LayerParts parts) in _layers)
        {
            if (targets.Find(name, acceptDotted) is not LayerTarget target)
            {
                unmatched.Add(name);
                continue;
            }

            dotted += name.Contains('.') ? 1 : 0;
            layers[target.Name] = (target, Create(parts));
        }

        return new NetworkFit(Name, layers, unmatched, dotted);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Its layers of known kinds.</summary>
    internal IEnumerable<LayerAdapter> Adapters() => _layers.Values.Select(Known).OfType<LayerAdapter>();

    private static LayerAdapter? Known(LayerParts parts)
    {
        try
        {
            return LayerKinds.Create(parts);
        }
        catch (LayerFaultException)
        {
            // A layer that cannot be used is none that could be told of; using the file names it.
            return null;
        }
    }

    private LayerAdapter Create(LayerParts parts)
    {
        try
        {
            return LayerKinds.Create(parts) ?? throw new CheckpointException(
                $"{System.IO.Path.GetFileName(Path)}: the layer '{parts.Layer}' has the parts {string.Join(", ", parts.Names)}, which no known kind of adapter has "
                + "(LoRA, LoHa, IA3, LoKr, full, norm, GLoRA, OFT): the file is damaged or of a newer kind.");
        }
        catch (LayerFaultException fault)
        {
            throw new CheckpointException($"{System.IO.Path.GetFileName(Path)}: the layer '{parts.Layer}' cannot be read: {fault.Message}.", fault);
        }
    }

    /// <summary>The layer ends at the first dot; PEFT's names have dots themselves and end where a known part begins.</summary>
    private static (string Layer, string Part) Split(string key)
    {
        int dot = key.IndexOf('.');
        if (key.StartsWith("unet.", StringComparison.Ordinal) || key.StartsWith("text_encoder.", StringComparison.Ordinal))
        {
            foreach (string part in DottedParts)
            {
                if (key.EndsWith(part, StringComparison.Ordinal))
                {
                    return (key[..^part.Length], part[1..].Replace("lora.", "lora_", StringComparison.Ordinal));
                }
            }
        }

        return dot < 0 ? (key, "") : (key[..dot], key[(dot + 1)..]);
    }
}
