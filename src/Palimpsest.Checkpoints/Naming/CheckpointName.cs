namespace Palimpsest.Checkpoints;

/// <summary>The names under which webui knows a checkpoint.</summary>
/// <param name="Name">Path below the model folder, with '/' between folders.</param>
/// <param name="LegacyHash">See <see cref="FileHash.Legacy"/>.</param>
/// <param name="Sha256">The whole file's hash, or null while it is not known.</param>
public sealed record CheckpointName(string Name, string LegacyHash, string? Sha256)
{
    /// <summary>File name without folders and extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    /// <summary>The path without extension, its separators replaced by '_'.</summary>
    public string ModelName => Path.ChangeExtension(Name, null)!.Replace('/', '_').Replace('\\', '_');

    /// <summary>First 10 digits of the hash, as infotexts give it.</summary>
    public string? ShortHash => Sha256?[..FileHash.CheckpointDigits];

    /// <summary>"name [hash]", or the name alone while the hash is not known.</summary>
    public string Title => WithHash(Name);

    /// <summary>The title without folders and extension.</summary>
    public string ShortTitle => WithHash(Stem);

    /// <summary>Every text that means exactly this checkpoint, in webui's order.</summary>
    public IReadOnlyList<string> Aliases
    {
        get
        {
            string[] always = [LegacyHash, ModelName, Name, Name, Stem, $"{Name} [{LegacyHash}]"];
            return ShortHash is null ? always : [.. always, ShortHash, Sha256!, Title, ShortTitle];
        }
    }

    private string WithHash(string name) => ShortHash is null ? name : $"{name} [{ShortHash}]";
}
