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
            _values = File.Exists(folder.SettingsFile) ? JsonNode.Parse(File.ReadAllText(folder.SettingsFile)) as JsonObject ?? [] : [];
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
