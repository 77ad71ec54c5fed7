using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// The checkpoints in memory: opened when they are asked for, kept for the next pictures, and the least recently used of those that nobody uses let go where
/// another one needs the room. The server has one for all its jobs, a command one for its own.
/// </summary>
public sealed class ModelResidency : ICheckpointSource, IDisposable
{
    /// <summary>Of the budget, for weights of all checkpoints together; the rest is a job's working memory. A single checkpoint may take more.</summary>
    private const double WeightsPart = 0.5;

    private readonly Dictionary<(string Path, string? Vae), ResidentModel> _resident = [];

    /// <summary>Beside the running job's own, by path: what its next pictures need. All are in use at once: a plot's checkpoint, hires fix's, the refiner.</summary>
    private readonly Dictionary<string, ResidentModel> _others = [];
    private readonly Lock _gate = new();

    /// <summary>Held while a checkpoint is opened, which takes seconds; what is in memory can be asked for meanwhile.</summary>
    private readonly Lock _opening = new();
    private readonly Func<Device> _device;
    private readonly NetworkLibrary _networks;
    private readonly HashCache? _hashes;
    private readonly MemoryBudget _budget;
    private readonly Func<string, string?> _find;
    private readonly Func<string, string> _refusal;
    private long _uses;

    /// <param name="budget">For weights and working memory together.</param>
    /// <param name="networks">The adapters that prompts can name.</param>
    /// <param name="hashes">Null: no file is hashed, and infotexts lack what hashes tell.</param>
    /// <param name="find">The path of a checkpoint by name; null when there is none.</param>
    /// <param name="device">Asked for with the first checkpoint; stays the caller's.</param>
    /// <param name="refusal">What is said of a name that no checkpoint has; null: that there is none.</param>
    public ModelResidency(
        MemoryBudget budget, NetworkLibrary networks, HashCache? hashes, Func<string, string?> find, Func<Device> device, Func<string, string>? refusal = null)
    {
        (_budget, _networks, _hashes, _find, _device) = (budget, networks, hashes, find, device);
        _refusal = refusal ?? (name => $"There is no checkpoint '{name}'; check the name.");
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _resident.Values.Sum(model => model.Bytes);
            }
        }
    }

    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate)
            {
                return [.. _resident.Keys.Select(key => key.Path)];
            }
        }
    }

    /// <summary>A checkpoint for a job's time; give it back with <see cref="Return"/>.</summary>
    /// <param name="vaePath">An autoencoder in place of its own; null: its own.</param>
    /// <param name="observer">Told of what is done, when it is not in memory yet.</param>
    /// <exception cref="CheckpointException">A file cannot be used.</exception>
    public ResidentModel Use(string path, string? vaePath, IGenerationObserver observer, CancellationToken cancellation)
    {
        lock (_opening)
        {
            if (FindResident(path, vaePath) is ResidentModel known)
            {
                return known;
            }

            ResidentModel opened = Open(path, vaePath, observer, cancellation);
            lock (_gate)
            {
                _resident.Add((path, vaePath), opened);
                return Using(opened);
            }
        }
    }

    /// <summary>One use of a checkpoint is over.</summary>
    public void Return(ResidentModel model)
    {
        lock (_gate)
        {
            model.Uses--;
        }
    }

    /// <summary>The running job is over: what it found is no longer in use.</summary>
    public void ReturnFound()
    {
        lock (_gate)
        {
            ReturnAllBut(new HashSet<string?>());
        }
    }

    /// <summary>Those stay in use that the next pictures need too, so that none of them is opened anew.</summary>
    public void Expect(IReadOnlyList<string> names)
    {
        HashSet<string?> paths = [.. names.Select(_find)];
        lock (_gate)
        {
            ReturnAllBut(paths);
        }
    }

    /// <summary>For the running job, until that is over or expects others.</summary>
    public ImageGenerator Find(string name, IGenerationObserver observer)
    {
        string path = _find(name) ?? throw new GenerationException(_refusal(name));
        lock (_gate)
        {
            if (_others.TryGetValue(path, out ResidentModel? found))
            {
                Touch(found);
                return found.Generator;
            }
        }

        ResidentModel other = Use(path, null, observer, CancellationToken.None);
        lock (_gate)
        {
            _others.Add(path, other);
            return other.Generator;
        }
    }

    /// <summary>Lets go of all checkpoints that are not in use.</summary>
    public void Unload()
    {
        lock (_gate)
        {
            foreach (ResidentModel idle in _resident.Values.Where(model => model.Uses == 0).ToList())
            {
                LetGo(idle);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _resident.Values.ToList().ForEach(LetGo);
        }
    }

    private ResidentModel? FindResident(string path, string? vaePath)
    {
        lock (_gate)
        {
            return _resident.TryGetValue((path, vaePath), out ResidentModel? known) ? Using(known) : null;
        }
    }

    private ResidentModel Using(ResidentModel model)
    {
        model.Uses++;
        Touch(model);
        return model;
    }

    private void Touch(ResidentModel model)
    {
        model.LastUse = ++_uses;
        MakeRoom();
    }

    private void ReturnAllBut(IReadOnlySet<string?> paths)
    {
        foreach (string path in _others.Keys.Where(path => !paths.Contains(path)).ToList())
        {
            _others.Remove(path, out ResidentModel? other);
            other!.Uses--;
        }
    }

    private ResidentModel Open(string path, string? vaePath, IGenerationObserver observer, CancellationToken cancellation)
    {
        observer.Stage(Stages.Opening);
        StableDiffusionModel model = StableDiffusionModel.Open(path, vaePath);
        try
        {
            if (_hashes is not null)
            {
                model.Hash(_hashes, new ProgressStage(observer, Stages.Hashing), cancellation);
            }

            return new ResidentModel(model, new ImageGenerator(model, _device(), _budget, _networks) { Others = this });
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Makes room for a checkpoint and its job.</summary>
    private void MakeRoom()
    {
        long most = (long)(_budget.Bytes * WeightsPart);
        foreach (ResidentModel idle in _resident.Values.Where(model => model.Uses == 0).OrderBy(model => model.LastUse).ToList())
        {
            if (_resident.Values.Sum(model => model.Bytes) <= most)
            {
                break;
            }

            LetGo(idle);
        }
    }

    private void LetGo(ResidentModel model)
    {
        _resident.Remove(_resident.First(pair => pair.Value == model).Key);
        model.Dispose();
        FreedMemory.GiveBack();
    }
}
