using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Networks;

/// <summary>The adapters that prompts can name: finds their files, and reads the textual inversions. Looks into the folders anew for every job.</summary>
/// <param name="folders">Where to look.</param>
/// <param name="hashes">Remembers hashes; null computes them every time.</param>
public sealed class NetworkLibrary(NetworkFolders folders, HashCache? hashes = null)
{
    private static readonly string[] LoraExtensions = [".safetensors", ".ckpt", ".pt"];
    private static readonly string[] HypernetworkExtensions = [".pt"];

    private readonly EmbeddingFolder _embeddings = new(folders.Embeddings, folders.AcceptNewerTorch);
    private readonly Dictionary<string, (DateTime Modified, string? Alias)> _aliases = [];

    public NetworkFolders Folders => folders;

    /// <summary>The file of a LoRA by its name without extension, else by the name that its metadata give it (ss_output_name) if only one file has that; null when there is none.</summary>
    public string? FindLora(string name)
    {
        List<string> files = [.. Files(folders.Lora, LoraExtensions)];
        if (files.LastOrDefault(file => Path.GetFileNameWithoutExtension(file) == name) is string named)
        {
            return named;
        }

        List<string> known = [.. files.Where(file => Alias(file) == name).Take(2)];
        return known.Count == 1 ? known[0] : null;
    }

    public string? FindHypernetwork(string name) =>
        Files(folders.Hypernetworks, HypernetworkExtensions).LastOrDefault(file => Path.GetFileNameWithoutExtension(file) == name);

    /// <summary>The names of all LoRAs, for suggestions.</summary>
    public IEnumerable<string> LoraNames => Files(folders.Lora, LoraExtensions).Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>The textual inversions in the folders, and those files that hold none.</summary>
    public IReadOnlyList<EmbeddingEntry> Embeddings() => _embeddings.Read();

    /// <summary>The autoencoders' files by name.</summary>
    public IReadOnlyDictionary<string, string> Autoencoders() => VaeFiles.Find(folders.Checkpoints, folders.Vae);

    /// <summary>The autoencoder's file that a checkpoint is used with; null for its own.</summary>
    /// <param name="name">A file's name, whatever the case; None for the checkpoint's own; Automatic (or auto) for the one that webui chooses.</param>
    /// <param name="overrides">Whether a file's name wins over what the checkpoint's metadata and neighbours say.</param>
    /// <exception cref="GenerationException">There is none of that name.</exception>
    public string? AutoencoderFor(string checkpoint, string name, bool overrides = true)
    {
        const string None = "None", Automatic = "Automatic";
        IReadOnlyDictionary<string, string> files = Autoencoders();
        string wanted = name.Trim();
        bool isNone = wanted.Equals(None, StringComparison.OrdinalIgnoreCase);
        bool isAutomatic = wanted.Equals(Automatic, StringComparison.OrdinalIgnoreCase) || wanted.Equals("auto", StringComparison.OrdinalIgnoreCase);
        string setting = isNone ? None
            : isAutomatic ? Automatic
            : files.Keys.FirstOrDefault(file => file.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? throw new GenerationException(
                $"There is no autoencoder '{name}': {(files.Count > 0 ? $"there are {string.Join(", ", files.Keys)}" : "no VAE folder has one")}; None and Automatic are always possible.");
        VaeChoice choice = VaeChoice.Resolve(setting, overrides, Path.GetFileName(checkpoint), VaeFiles.UserPreference(checkpoint), [.. files.Keys]);
        return choice.File is null ? null : files[choice.File];
    }

    /// <summary>TAESD's file of that name, or null.</summary>
    public string? FindTinyAutoencoder(string name) => folders.TinyAutoencoders
        .SelectMany(folder => new[] { ".pth", ".safetensors", ".pt" }.Select(extension => Path.Combine(folder, name + extension)))
        .FirstOrDefault(File.Exists);

    /// <summary>A LoRA's hash as infotexts give it: 12 digits.</summary>
    public string LoraHash(string path) => (hashes?.Network(path) ?? FileHash.Network(path))[..FileHash.NetworkDigits];

    /// <summary>A textual inversion's hash as infotexts give it: 12 digits.</summary>
    public string EmbeddingHash(string path) => (hashes?.Sha256(path) ?? FileHash.Sha256(path))[..FileHash.NetworkDigits];

    /// <summary>An autoencoder's hash as infotexts give it: 10 digits.</summary>
    internal string AutoencoderHash(string path) => (hashes?.Sha256(path) ?? FileHash.Sha256(path))[..FileHash.CheckpointDigits];

    internal static IEnumerable<string> Files(IEnumerable<string> folders, IReadOnlyList<string> extensions) => folders
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.OrdinalIgnoreCase))
        .Where(file => extensions.Contains(Path.GetExtension(file).ToLowerInvariant()));

    private string? Alias(string file)
    {
        DateTime modified = File.GetLastWriteTimeUtc(file);
        if (!_aliases.TryGetValue(file, out (DateTime Modified, string? Alias) known) || known.Modified != modified)
        {
            known = (modified, ReadAlias(file));
            _aliases[file] = known;
        }

        return known.Alias;
    }

    private static string? ReadAlias(string file)
    {
        try
        {
            using NetworkFile network = NetworkFile.Open(file, acceptNewer: true);
            return network.Metadata.GetValueOrDefault("ss_output_name");
        }
        catch (CheckpointException)
        {
            // A file that cannot be read has no alias; a prompt that names the file itself is told what is wrong with it.
            return null;
        }
    }
}
