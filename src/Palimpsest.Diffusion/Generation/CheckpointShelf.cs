using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The checkpoints of a job, its own among them: found by name, opened when first asked for, and let go as <see cref="ModelResidency"/> says.</summary>
/// <param name="device">Stays the caller's.</param>
/// <param name="budget">Null: most of what the machine has.</param>
/// <param name="folders">Where checkpoints lie; subfolders count.</param>
/// <param name="networks">The adapters that prompts can name; null: none.</param>
/// <param name="hashes">Null: no file is hashed, and infotexts lack what hashes tell.</param>
public sealed class CheckpointShelf(Device device, MemoryBudget? budget, IReadOnlyList<string> folders, NetworkLibrary? networks, HashCache? hashes) : ICheckpointSource, IDisposable
{
    private readonly ModelResidency _residency = new(
        budget ?? MemoryBudget.OfMachine(), networks ?? new NetworkLibrary(NetworkFolders.None), hashes, name => PathOf(name, folders), () => device, name => Refusal(name, folders));

    /// <summary>With the user's hashes.</summary>
    public CheckpointShelf(Device device, MemoryBudget? budget, IReadOnlyList<string> folders, NetworkLibrary? networks = null)
        : this(device, budget, folders, networks, HashCache.ForUser())
    {
    }

    /// <summary>For a job from the command's side: its model's folder is looked into first.</summary>
    /// <inheritdoc cref="CheckpointShelf(Device, MemoryBudget?, IReadOnlyList{string}, NetworkLibrary?, HashCache?)" path="/param"/>
    public static CheckpointShelf Of(JobRequest request, Device device, HashCache? hashes) => new(
        device,
        request.Budget,
        [Path.GetDirectoryName(Path.GetFullPath(request.ModelPath))!, .. request.CheckpointFolders],
        new NetworkLibrary(request.Networks, HashCache.ForUser()),
        hashes);

    /// <summary>Paths of the open ones.</summary>
    public IReadOnlyList<string> Paths => _residency.Paths;

    /// <summary>The job's own checkpoint, open until the shelf is disposed.</summary>
    /// <param name="vaePath">An autoencoder in place of its own; null: its own.</param>
    /// <exception cref="CheckpointException">A file cannot be used.</exception>
    public ResidentModel Own(string path, string? vaePath, IGenerationObserver observer, CancellationToken cancellation) =>
        _residency.Use(Path.GetFullPath(path), vaePath, observer, cancellation);

    /// <inheritdoc/>
    public void Expect(IReadOnlyList<string> names) => _residency.Expect(names);

    /// <inheritdoc/>
    public ImageGenerator Find(string name, IGenerationObserver observer) => _residency.Find(name, observer);

    public void Dispose() => _residency.Dispose();

    private static string? PathOf(string name, IReadOnlyList<string> folders) =>
        File.Exists(name) || Directory.Exists(name) ? Path.GetFullPath(name) : new CheckpointFiles(folders, HashCache.ForUser()).Find(name);

    private static string Refusal(string name, IReadOnlyList<string> folders)
    {
        var checkpoints = new CheckpointFiles(folders);
        IReadOnlyList<string> files = checkpoints.All;
        return $"There is no checkpoint '{name}' here or in {string.Join(" or ", checkpoints.Folders.Select(folder => $"'{folder}'"))}"
            + (files.Count == 0 ? ": give a file's path." : $": did you mean '{NearestName.To(name.Split('[')[0].Trim(), files.Select(file => Path.GetFileNameWithoutExtension(file)))}'?");
    }
}
