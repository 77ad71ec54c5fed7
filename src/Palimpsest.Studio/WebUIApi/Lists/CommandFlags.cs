using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>webui's command-line flags as this server's options amount to. Secrets are never told, unlike webui does.</summary>
internal static class CommandFlags
{
    public static JsonObject Of(StudioOptions options)
    {
        JsonObject flags = EmbeddedData.Read<JsonObject>("cmd-flags.json");
        string root = Path.GetFullPath(options.DataDir);
        foreach (string name in flags.Select(flag => flag.Key).ToList())
        {
            if (flags[name] is JsonValue value && value.TryGetValue(out string? relative) && (name.EndsWith("_dir", StringComparison.Ordinal) || name.EndsWith("_path", StringComparison.Ordinal)))
            {
                flags[name] = Path.Combine(root, relative);
            }
        }

        flags["data_dir"] = root;
        flags["styles_file"] = new JsonArray(Path.Combine(root, "styles.csv"));
        flags["listen"] = !options.IsLoopback;
        flags["port"] = options.Port;
        flags["server_name"] = options.Host;
        flags["autolaunch"] = options.OpenBrowser;
        return flags;
    }
}
