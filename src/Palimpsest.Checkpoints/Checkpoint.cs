using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>
/// A weight file, opened: its tensors by ldm key, what it is, and texts about it. Nothing is loaded before a weight is opened.
/// Files are untrusted: they are checked completely against their own length here, and nothing in them is executed.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly WeightFile? _file;

    private Checkpoint(string path, CheckpointFormat format, long lengthBytes, IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        (Path, Format, LengthBytes, Tensors, Metadata) = (path, format, lengthBytes, tensors, metadata);
        Kind = KindDetection.Detect(tensors);
        Weights = WeightsOf(tensors);
    }

    private Checkpoint(WeightFile file, CheckpointFormat format, WeightFileContent content)
        : this(file.Path, format, file.Length, ByCanonicalKey(file, content.Tensors), content.Metadata) => (_file, NewerEntry) = (file, content.NewerEntry);

    public string Path { get; }

    public CheckpointFormat Format { get; }

    /// <summary>Length of the file.</summary>
    public long LengthBytes { get; }

    public CheckpointKind Kind { get; }

    /// <summary>
    /// All tensors, whatever their type. A pickle's "state_dict" is unwrapped, other nesting becomes dotted names, and keys of old
    /// checkpoints are renamed to the current ldm layout (<see cref="LdmKeys"/>).
    /// </summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The tensors that networks can use, in the type they are stored in: all but unsigned (above 8 bits), complex and sub-byte ones.</summary>
    public IReadOnlyDictionary<string, Weight> Weights { get; }

    /// <summary>The safetensors metadata, or the texts and numbers at the top of a pickle.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Of a torch zip an entry for which webui 1.10.1 refuses the file, since torch did not write it then; null when there is none.</summary>
    internal string? NewerEntry { get; }

    /// <summary>Opens a file of any supported format. The format is told by the content, not by the name.</summary>
    /// <exception cref="CheckpointException">The file is missing, unreadable, damaged, hostile or of another format.</exception>
    public static Checkpoint Open(string path)
    {
        WeightFile? file = null;
        try
        {
            file = OpenFile(path);
            CheckpointFormat format = FormatDetection.Detect(file);
            WeightFileContent content = format switch
            {
                CheckpointFormat.TorchZip => TorchZipReader.Read(file),
                CheckpointFormat.TorchLegacy => new TorchLegacyReader(file).Read(),
                _ => SafetensorsReader.Read(file),
            };
            return new Checkpoint(file, format, content);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new CheckpointException($"{System.IO.Path.GetFileName(path)}: the file cannot be read: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>A new record of what networks take from these weights.</summary>
    public WeightLedger Ledger() => new(System.IO.Path.GetFileName(Path), Weights);

    /// <summary>Throws, with what the file is and what to do, unless it is a Stable Diffusion 1 checkpoint (also inpainting or instruct-pix2pix).</summary>
    /// <exception cref="CheckpointException">It is something else.</exception>
    public void RequireStableDiffusion1()
    {
        if (Kind.IsStableDiffusion1())
        {
            return;
        }

        string name = System.IO.Path.GetFileName(Path);
        throw new CheckpointException(Kind switch
        {
            CheckpointKind.Empty => $"{name} holds no tensors, so there is nothing to make pictures with: {Kind.Advice()}.",
            CheckpointKind.Unknown => $"{name} holds {Tensors.Count} tensors of no known model, for example '{Tensors.Keys.First()}': {Kind.Advice()}.",
            CheckpointKind.Vae or CheckpointKind.Lora or CheckpointKind.TextualInversion or CheckpointKind.Hypernetwork or CheckpointKind.ControlNet
                or CheckpointKind.T2IAdapter or CheckpointKind.IpAdapter or CheckpointKind.DiffusersPart =>
                $"{name} is {Kind.Phrase()}, not a checkpoint: {Kind.Advice()}.",
            _ => $"{name} is {Kind.Phrase()}, which is not supported yet: {Kind.Advice()}.",
        });
    }

    /// <summary>
    /// This checkpoint with its VAE replaced by another file's: a VAE alone, or the VAE of another checkpoint. The result reads from
    /// both files, so dispose them after it; it owns nothing itself.
    /// </summary>
    /// <exception cref="CheckpointException"><paramref name="vae"/> holds no VAE.</exception>
    public Checkpoint WithVae(Checkpoint vae)
    {
        bool alone = vae.Kind == CheckpointKind.Vae;
        Dictionary<string, StoredTensor> composed = Tensors
            .Where(pair => !pair.Key.StartsWith(VaeKeys.CheckpointPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        int others = composed.Count;
        foreach ((string key, StoredTensor tensor) in vae.Tensors)
        {
            if (alone ? VaeKeys.IsKept(key) : key.StartsWith(VaeKeys.CheckpointPrefix, StringComparison.Ordinal))
            {
                string name = alone ? VaeKeys.CheckpointPrefix + key : key;
                composed.Add(name, tensor.Renamed(name));
            }
        }

        return composed.Count > others
            ? new Checkpoint(Path, Format, LengthBytes, composed, Metadata)
            : throw new CheckpointException(
                $"{System.IO.Path.GetFileName(vae.Path)} is {vae.Kind.Phrase()} and holds no VAE: give a file with keys that begin with 'decoder.' or '{VaeKeys.CheckpointPrefix}'.");
    }

    public void Dispose() => _file?.Dispose();

    private static WeightFile OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CheckpointException($"{path} is a folder: diffusers folders are not supported yet, so give a single .safetensors, .ckpt or .pt file.");
        }

        return File.Exists(path) ? new WeightFile(path) : throw new CheckpointException($"{path} does not exist; check the path.");
    }

    private static Dictionary<string, StoredTensor> ByCanonicalKey(WeightFile file, IReadOnlyList<StoredTensor> tensors)
    {
        Dictionary<string, StoredTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        Func<string, string> rename = LdmKeys.Renaming(key => byName.TryGetValue(key, out StoredTensor? tensor) && tensor.Shape.Count == 1 ? tensor.Shape[0] : null);
        var renamed = new Dictionary<string, StoredTensor>(tensors.Count);
        foreach (StoredTensor tensor in tensors)
        {
            string name = rename(tensor.Name);
            bool added = renamed.TryAdd(name, name == tensor.Name ? tensor : tensor.Renamed(name));
            file.Require(added, "keys", $"'{tensor.Name}' and '{name}' are two names of one tensor");
        }

        return renamed;
    }

    private static Dictionary<string, Weight> WeightsOf(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var weights = new Dictionary<string, Weight>(tensors.Count);
        foreach ((string key, StoredTensor tensor) in tensors)
        {
            if (tensor.Type.Element() is ElementType type)
            {
                weights.Add(key, new MappedWeight(tensor, type));
            }
        }

        return weights;
    }
}
