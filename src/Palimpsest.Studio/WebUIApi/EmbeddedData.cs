using System.Text.Json;

namespace Palimpsest.Studio.WebUIApi;

/// <summary>webui's tables, which are embedded as files.</summary>
internal static class EmbeddedData
{
    public static T Read<T>(string name, JsonSerializerOptions? options = null)
    {
        using Stream file = typeof(EmbeddedData).Assembly.GetManifestResourceStream($"Palimpsest.Studio.WebUIApi.Data.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        return JsonSerializer.Deserialize<T>(file, options) ?? throw new InvalidOperationException($"{name} is empty.");
    }
}
