using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Options;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Settings;

/// <inheritdoc cref="ISettingsStore"/>
internal sealed class SettingsStore : ISettingsStore
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Beside what changes a picture and names its file: what models are chosen.</summary>
    private static readonly string[] Followed = ["sd_model_checkpoint", "sd_vae", "sd_vae_overrides_per_model_preferences", "extra_networks_default_multiplier"];

    private readonly DataFolder _folder;
    private readonly Lock _gate = new();
    private JsonObject _values;
    private GenerationSettings _generation;

    /// <exception cref="StudioStartException">The file is damaged, or a value in it is not allowed.</exception>
    public SettingsStore(DataFolder folder)
    {
        _folder = folder;
        try
        {
            _values = File.Exists(folder.SettingsFile) ? WholeJson.Parse(File.ReadAllText(folder.SettingsFile)) as JsonObject ?? [] : FromWebui(folder);
            _generation = Override(new GenerationSettings(), _values);
            OutputPlaces.Check(folder, _values);
        }
        catch (Exception exception) when (exception is JsonException or StudioRequestException or IOException or UnauthorizedAccessException)
        {
            throw new StudioStartException($"The settings '{folder.SettingsFile}' cannot be used ({exception.Message.TrimEnd('.')}): correct the file, or move it away to begin with the defaults.", exception);
        }
    }

    public event Action? Changed;

    public JsonObject Values
    {
        get
        {
            lock (_gate)
            {
                return _values.DeepClone().AsObject();
            }
        }
    }

    public GenerationSettings Generation
    {
        get
        {
            lock (_gate)
            {
                return _generation;
            }
        }
    }

    public JsonNode? Find(string name)
    {
        lock (_gate)
        {
            return _values[name]?.DeepClone();
        }
    }

    public Task SetAsync(JsonObject values, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            JsonObject changed = _values.DeepClone().AsObject();
            foreach ((string name, JsonNode? value) in values)
            {
                if (value is null)
                {
                    changed.Remove(name);
                }
                else
                {
                    changed[name] = value.DeepClone();
                }
            }

            GenerationSettings generation = Override(new GenerationSettings(), changed);
            OutputPlaces.Check(_folder, changed);
            WholeFile.Write(_folder.SettingsFile, changed.ToJsonString(Readable));
            (_values, _generation) = (changed, generation);
        }

        Changed?.Invoke();
        return Task.CompletedTask;
    }

    public GenerationSettings Override(GenerationSettings settings, JsonObject values)
    {
        foreach ((string name, JsonNode? value) in values)
        {
            if (value is not null && WebuiOptions.All.FirstOrDefault(option => option.Name == name) is WebuiOption option)
            {
                settings = Set(settings, option, value);
            }
        }

        return settings;
    }

    /// <summary>
    /// What a person set in the webui that the data folder belongs to, until something is set here for the first time: of its config.json what this program follows, and
    /// of that what it can follow. The file is read only.
    /// </summary>
    private JsonObject FromWebui(DataFolder folder)
    {
        JsonObject taken = [];
        foreach ((string name, JsonNode? value) in WebuiValues(folder.WebuiSettingsFile))
        {
            bool isFollowed = WebuiOptions.All.Any(option => option.Name == name) || Followed.Contains(name) || OutputPlaces.Names.Contains(name);
            if (!isFollowed || value is not JsonValue)
            {
                continue;
            }

            var one = new JsonObject { [name] = value.DeepClone() };
            try
            {
                Override(new GenerationSettings(), one);
                OutputPlaces.Check(folder, one);
                taken[name] = value.DeepClone();
            }
            catch (StudioRequestException)
            {
                // Of another version, or a folder that lies elsewhere: the default holds.
            }
        }

        return taken;
    }

    private static JsonObject WebuiValues(string path)
    {
        try
        {
            return File.Exists(path) ? WholeJson.Parse(File.ReadAllText(path)) as JsonObject ?? [] : [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Another program's file: without it the defaults hold.
            return [];
        }
    }

    private static GenerationSettings Set(GenerationSettings settings, WebuiOption option, JsonNode value)
    {
        string text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        try
        {
            return option.With(settings, text);
        }
        catch (FormatException exception)
        {
            throw new StudioRequestException($"{option.Name} is '{text}'; {exception.Message}", option.Name, exception);
        }
    }
}
