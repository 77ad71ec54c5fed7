using System.CommandLine;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Cli.Commands;

/// <summary>Where the adapters lie that prompts name, and which autoencoder goes with the model.</summary>
internal sealed class AdapterOptions
{
    private const string Automatic = "Automatic", None = "None";

    private readonly Option<string[]> _lora = Folder("--lora-dir", "Where the files of <lora:name:weight> lie; may be given often. webui's lora-dir.", "Lora and LyCORIS");
    private readonly Option<string[]> _embeddings = Folder("--embeddings-dir", "Where textual inversions lie, which prompts call by their names; may be given often. webui's embeddings-dir.", "embeddings");
    private readonly Option<string[]> _hypernetworks = Folder("--hypernetwork-dir", "Where the files of <hypernet:name:weight> lie; may be given often. webui's hypernetwork-dir.", "hypernetworks");
    private readonly Option<string[]> _vaeFolders = Folder("--vae-dir", "Where --vae and the automatic choice look for autoencoders; may be given often. webui's vae-dir.", "VAE");
    private readonly Option<bool> _newer = new("--accept-newer-torch")
    {
        Description = "Use .pt files that newer versions of torch wrote; webui 1.10.1 leaves them out, so pictures differ from its. [default: false]",
    };

    private readonly Option<string?> _vae = new("--vae")
    {
        Description = "The autoencoder: a file, the name of one in a VAE folder, None for the model's own, or Automatic for one whose name begins like the model's, as webui chooses. [default: Automatic]",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_lora, _embeddings, _hypernetworks, _newer, _vae, _vaeFolders])
        {
            command.Add(option);
        }
    }

    /// <summary>The folders that were given, each kind in place of the model's own.</summary>
    public NetworkFolders Folders(ParseResult result, string modelPath)
    {
        NetworkFolders own = NetworkFolders.Beside(modelPath);
        return own with
        {
            AcceptNewerTorch = result.GetValue(_newer),
            Lora = Given(result, _lora) ?? own.Lora,
            Embeddings = Given(result, _embeddings) ?? own.Embeddings,
            Hypernetworks = Given(result, _hypernetworks) ?? own.Hypernetworks,
            Vae = [.. own.Vae, .. Given(result, _vaeFolders) ?? []],
        };
    }

    /// <summary>
    /// The autoencoder's file, or null for the model's own; and what other checkpoints of the job are to use: a name, None or Automatic, or null for their own.
    /// An automatic choice is told on standard error.
    /// </summary>
    /// <param name="written">The name of a repeated picture's; null when there is none. It is taken where no other was asked for, if it is here.</param>
    public (string? Path, string? Name) Vae(ParseResult result, string modelPath, string? written)
    {
        string setting = result.GetValue(_vae) ?? Automatic;
        bool isAutomatic = setting.Equals(Automatic, StringComparison.OrdinalIgnoreCase);
        if (setting.Equals(None, StringComparison.OrdinalIgnoreCase))
        {
            return (null, None);
        }

        if (!isAutomatic && File.Exists(setting))
        {
            return (setting, null);
        }

        NetworkFolders own = NetworkFolders.Beside(modelPath);
        IReadOnlyDictionary<string, string> files = VaeFiles.Find(own.Checkpoints, [.. own.Vae, .. Given(result, _vaeFolders) ?? []]);
        if (isAutomatic && written is not null && files.TryGetValue(written, out string? repeated))
        {
            return (repeated, written);
        }

        if (!isAutomatic)
        {
            return files.TryGetValue(setting, out string? named) ? (named, setting) : throw new CommandException(
                $"The autoencoder '{setting}' is neither a file nor one of the VAE folders'{(files.Count > 0 ? $" ({string.Join(", ", files.Keys)})" : "")}; check the name, or leave --vae out.");
        }

        VaeChoice choice = VaeChoice.Resolve(Automatic, settingOverrides: true, Path.GetFileName(modelPath), VaeFiles.UserPreference(modelPath), [.. files.Keys]);
        if (choice.File is null)
        {
            return (null, Automatic);
        }

        Console.Error.WriteLine($"palimpsest: using the autoencoder {choice.File}, {choice.Source}; give --vae None for the model's own.");
        return (files[choice.File], Automatic);
    }

    private static Option<string[]> Folder(string name, string description, string folder) => new(name)
    {
        Description = $"{description} [default: {folder} beside the model, or webui's folder if the model lies in webui's]",
        HelpName = "folder",
        DefaultValueFactory = _ => [],
    };

    private static string[]? Given(ParseResult result, Option<string[]> option)
    {
        string[] folders = result.GetValue(option) ?? [];
        string? missing = folders.FirstOrDefault(folder => !Directory.Exists(folder));
        return missing is not null ? throw new CommandException($"{option.Name}: the folder '{missing}' does not exist; check the name.")
            : folders.Length > 0 ? folders
            : null;
    }
}
