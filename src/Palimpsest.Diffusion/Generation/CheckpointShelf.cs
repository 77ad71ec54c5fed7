using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The checkpoints that a job may use beside its own, found by name and opened when first asked for.</summary>
/// <param name="device">Stays the caller's.</param>
/// <param name="budget">Null: most of what the machine has.</param>
/// <param name="folders">Where checkpoints lie; subfolders count.</param>
/// <param name="networks">The adapters that prompts can name; null: none.</param>
public sealed class CheckpointShelf(Device device, MemoryBudget? budget, IReadOnlyList<string> folders, NetworkLibrary? networks = null) : ICheckpointSource, IDisposable
{
    private readonly Dictionary<string, (StableDiffusionModel Model, ImageGenerator Generator)> _open = [];

    /// <inheritdoc/>
    public ImageGenerator Find(string name, IGenerationObserver observer)
    {
        string path = PathOf(name);
        if (!_open.TryGetValue(path, out (StableDiffusionModel Model, ImageGenerator Generator) found))
        {
            StableDiffusionModel model = StableDiffusionModel.Open(path);
            model.Hash(HashCache.ForUser(), new ProgressStage(observer, Stages.Hashing));
            found = (model, new ImageGenerator(model, device, budget, networks) { Others = this });
            _open.Add(path, found);
        }

        return found.Generator;
    }

    public void Dispose()
    {
        foreach ((StableDiffusionModel model, ImageGenerator generator) in _open.Values)
        {
            generator.Dispose();
            model.Dispose();
        }

        _open.Clear();
    }

    private string PathOf(string name)
    {
        if (File.Exists(name) || Directory.Exists(name))
        {
            return Path.GetFullPath(name);
        }

        var files = new CheckpointFiles(folders, HashCache.ForUser());
        return files.Find(name)
            ?? throw new GenerationException(
                $"There is no checkpoint '{name}' here or in {string.Join(" or ", folders.Select(folder => $"'{folder}'"))}"
                + (files.All.Count == 0 ? ": give a file's path." : $": did you mean '{NearestName.To(name.Split('[')[0].Trim(), files.All.Select(file => Path.GetFileNameWithoutExtension(file)))}'?"));
    }
}
