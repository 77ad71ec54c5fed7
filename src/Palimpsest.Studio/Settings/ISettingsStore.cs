using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Studio.Settings;

/// <summary>Settings by webui's names, kept in the data folder's palimpsest/settings.json. What is not set has its default.</summary>
public interface ISettingsStore
{
    /// <summary>What was set: names and values. A copy.</summary>
    JsonObject Values { get; }

    /// <summary>A value that was set, or null.</summary>
    JsonNode? Find(string name);

    /// <summary>Sets values and stores them; null takes a value back to its default.</summary>
    /// <exception cref="StudioRequestException">A value of a setting that changes pictures is not allowed; none is set then.</exception>
    Task SetAsync(JsonObject values, CancellationToken cancellation = default);

    /// <summary>The settings that change pictures, as a request takes them.</summary>
    GenerationSettings Generation { get; }

    /// <summary>The same with other values, of one request alone.</summary>
    /// <param name="settings">To begin with.</param>
    /// <param name="values">By webui's names; those that do not change pictures are passed over.</param>
    /// <exception cref="StudioRequestException">A value is not allowed.</exception>
    GenerationSettings Override(GenerationSettings settings, JsonObject values);

    event Action? Changed;
}
