namespace Palimpsest.Diffusion.Networks;

/// <summary>Where adapters' files are looked for, in this order and in their sub-folders. Folders need not exist.</summary>
public sealed record NetworkFolders
{
    public static NetworkFolders None { get; } = new();

    /// <summary>Whether to read .pt files that newer versions of torch wrote. webui 1.10.1 refuses them and makes its pictures without them.</summary>
    public bool AcceptNewerTorch { get; init; }

    /// <summary>Files of the LoRA family.</summary>
    public IReadOnlyList<string> Lora { get; init; } = [];

    /// <summary>Textual inversions.</summary>
    public IReadOnlyList<string> Embeddings { get; init; } = [];

    public IReadOnlyList<string> Hypernetworks { get; init; } = [];

    /// <summary>Where checkpoints lie, and among them files like "x.vae.pt".</summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>Autoencoders.</summary>
    public IReadOnlyList<string> Vae { get; init; } = [];

    /// <summary>TAESD's taesd_encoder.pth and taesd_decoder.pth.</summary>
    public IReadOnlyList<string> TinyAutoencoders { get; init; } = [];

    /// <summary>
    /// The folders that go with a checkpoint: webui's when the checkpoint lies in webui's models/Stable-diffusion, else folders with the same names
    /// beside the checkpoint.
    /// </summary>
    public static NetworkFolders Beside(string checkpoint)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint)) ?? ".";
        string models = WebuiModels(folder) ?? folder, root = WebuiModels(folder) is null ? folder : Path.GetDirectoryName(models) ?? models;
        return new NetworkFolders
        {
            Lora = [Path.Combine(models, "Lora"), Path.Combine(models, "LyCORIS")],
            Embeddings = [Path.Combine(root, "embeddings")],
            Hypernetworks = [Path.Combine(models, "hypernetworks")],
            Checkpoints = [WebuiModels(folder) is null ? folder : Path.Combine(models, "Stable-diffusion")],
            Vae = [Path.Combine(models, "VAE")],
            TinyAutoencoders = [Path.Combine(models, "VAE-taesd")],
        };
    }

    /// <summary>webui's models folder, when the folder is its Stable-diffusion or lies in it; else null.</summary>
    internal static string? WebuiModels(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.GetFileName(at) == "Stable-diffusion")
            {
                return Path.GetDirectoryName(at);
            }
        }

        return null;
    }
}
