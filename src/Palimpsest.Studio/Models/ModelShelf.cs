using System.Text.Json.Nodes;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Models;

/// <inheritdoc cref="IModelShelf"/>
internal sealed class ModelShelf : IModelShelf, IDisposable
{
    private const string CurrentSetting = "sd_model_checkpoint";

    private readonly ModelFolders _folders;
    private readonly ISettingsStore _settings;
    private readonly Lazy<CpuDevice> _device;
    private volatile Lists _lists;
    private volatile ModelLoading? _loading;

    public ModelShelf(DataFolder folder, ISettingsStore settings, StudioOptions options)
    {
        _settings = settings;
        Networks = folder.Networks;
        var hashes = HashCache.ForUser();
        _folders = new ModelFolders(folder, hashes);
        _lists = Read();
        _device = new Lazy<CpuDevice>(() => new CpuDevice(options.Threads ?? 0));
        MemoryBudget budget = options.MemoryBytes is long bytes ? new MemoryBudget(bytes) : MemoryBudget.OfMachine();
        Residency = new ModelResidency(budget, new NetworkLibrary(Networks, hashes), hashes, name => Find(name)?.Path, () => _device.Value);
    }

    public event Action? Changed;

    public IReadOnlyList<ShelfCheckpoint> Checkpoints
    {
        get
        {
            IReadOnlyList<string> loaded = Residency.Paths;
            return [.. _lists.Checkpoints.Select(checkpoint => checkpoint with { IsLoaded = loaded.Contains(checkpoint.Path) })];
        }
    }

    public IReadOnlyList<ShelfFile> Vaes => _lists.Vaes;

    public IReadOnlyList<ShelfFile> Loras => _lists.Loras;

    public IReadOnlyList<ShelfFile> Hypernetworks => _lists.Hypernetworks;

    public IReadOnlyList<ShelfFile> Embeddings => _lists.Embeddings;

    public IReadOnlyList<ShelfFile> UpscalerFiles => _lists.Upscalers;

    public IReadOnlyList<string> Upscalers { get; } = ["None", "Lanczos", "Nearest"];

    public NetworkFolders Networks { get; }

    public ShelfCheckpoint Current => (_settings.Find(CurrentSetting) is JsonValue value && value.TryGetValue(out string? name) ? Find(name) : null) ?? Checkpoints[0];

    public long LoadedBytes => Residency.Bytes;

    public ModelLoading? Loading => _loading;

    internal ModelResidency Residency { get; }

    public ShelfCheckpoint? Find(string name) => CheckpointName.Find(Checkpoints, name);

    public async Task SelectAsync(string name, CancellationToken cancellation = default)
    {
        ShelfCheckpoint chosen = Find(name) ?? throw new StudioRequestException(
            $"There is no checkpoint '{name}'; did you mean '{NearestName.To(name, Checkpoints.Select(checkpoint => checkpoint.FileName))}'?", CurrentSetting);
        await _settings.SetAsync(new JsonObject { [CurrentSetting] = chosen.Title }, cancellation).ConfigureAwait(false);
        Changed?.Invoke();
        _ = LoadInBackgroundAsync();
    }

    public Task LoadAsync(CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            ShelfCheckpoint current = Current;
            var vaes = new VaeSelection(Vaes, _settings);
            string? vae = vaes.PathOf(vaes.Of(vaes.Rule(null), current));
            Residency.Return(Use(current, vae, null, cancellation));
        },
        cancellation);

    public async Task UnloadAsync(CancellationToken cancellation = default)
    {
        await Task.Run(Residency.Unload, cancellation).ConfigureAwait(false);
        Changed?.Invoke();
    }

    public void Refresh()
    {
        _lists = Read();
        Changed?.Invoke();
    }

    public void Dispose()
    {
        Residency.Dispose();
        if (_device.IsValueCreated)
        {
            _device.Value.Dispose();
        }
    }

    /// <summary>A checkpoint for a job's time; the shelf shows it being loaded.</summary>
    /// <param name="job">Told too, if a job waits for it.</param>
    /// <exception cref="CheckpointException">The file cannot be used.</exception>
    internal ResidentModel Use(ShelfCheckpoint checkpoint, string? vaePath, IGenerationObserver? job, CancellationToken cancellation)
    {
        try
        {
            ResidentModel used = Residency.Use(checkpoint.Path, vaePath, new LoadingObserver(this, checkpoint.Title, job), cancellation);
            if (checkpoint.Sha256 is null)
            {
                // Hashing has given it its title.
                _lists = Read();
            }

            return used;
        }
        finally
        {
            _loading = null;
            Changed?.Invoke();
        }
    }

    private async Task LoadInBackgroundAsync()
    {
        try
        {
            await LoadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CheckpointException or StudioRequestException or IOException)
        {
            // The job that uses the checkpoint tells of it; nobody waits here.
            _loading = null;
        }
    }

    private Lists Read() => new(
        _folders.Checkpoints(), _folders.Vaes(), _folders.Loras(), _folders.Hypernetworks(), _folders.Embeddings(), _folders.Upscalers());

    private sealed record Lists(
        IReadOnlyList<ShelfCheckpoint> Checkpoints,
        IReadOnlyList<ShelfFile> Vaes,
        IReadOnlyList<ShelfFile> Loras,
        IReadOnlyList<ShelfFile> Hypernetworks,
        IReadOnlyList<ShelfFile> Embeddings,
        IReadOnlyList<ShelfFile> Upscalers);

    /// <summary>Shows a checkpoint's loading to those who look at the shelf, and to the job that waits for it.</summary>
    private sealed class LoadingObserver(ModelShelf shelf, string title, IGenerationObserver? job) : IGenerationObserver
    {
        private string _stage = "";

        public void Stage(string name)
        {
            _stage = name;
            Show(0);
            job?.Stage(name);
        }

        public void StageProgress(double part)
        {
            Show(part);
            job?.StageProgress(part);
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture)
        {
        }

        private void Show(double part)
        {
            shelf._loading = new ModelLoading(title, _stage, part);
            shelf.Changed?.Invoke();
        }
    }
}
