using System.Collections;
using System.Globalization;
using System.Text.Json;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Studio;

/// <summary>
/// Reads <see cref="StudioOptions"/>: the command line wins over the environment (PALIMPSEST_DATA_DIR), and that over palimpsest.json ("data-dir"). A new
/// option is a line in <see cref="All"/>.
/// </summary>
public static class StudioOptionsReader
{
    /// <summary>The file in the current folder, or the one that PALIMPSEST_CONFIG names.</summary>
    public const string FileName = "palimpsest.json";

    private const string Prefix = "PALIMPSEST_", FileVariable = "PALIMPSEST_CONFIG";

    /// <summary>Names as on the command line, without the hyphens in front.</summary>
    private static readonly Dictionary<string, Func<StudioOptions, string, StudioOptions>> All = new()
    {
        ["host"] = (options, text) => options with { Host = text },
        ["port"] = (options, text) => options with { Port = (int)Number(text, 0, 65535) },
        ["data-dir"] = (options, text) => options with { DataDir = text.Length > 0 ? text : throw new FormatException("it must be a folder.") },
        ["open-browser"] = (options, text) => options with { OpenBrowser = Flag(text) },
        ["no-browser"] = (options, text) => options with { OpenBrowser = !Flag(text) },
        ["api-key"] = (options, text) => options with { ApiKey = text },
        ["api-auth"] = (options, text) => options with
        {
            ApiAuth = text.Split(',').All(user => user.IndexOf(':') > 0) ? text : throw new FormatException("it must be user:password, several separated by commas."),
        },
        ["threads"] = (options, text) => options with { Threads = (int)Number(text, 1, 1024) },
        ["memory"] = (options, text) => options with { MemoryBytes = MemorySize.Parse(text) },
        ["max-body"] = (options, text) => options with { MaxBodyBytes = MemorySize.Parse(text) },
        ["max-pixels"] = (options, text) => options with { MaxPixels = Number(text, 64 * 64, 1L << 40) },
        ["max-steps"] = (options, text) => options with { MaxSteps = (int)Number(text, 1, 1000) },
        ["max-queue"] = (options, text) => options with { MaxQueue = (int)Number(text, 1, 10_000_000) },
        ["allow-urls"] = (options, text) => options with { AllowUrls = Flag(text) },
        ["allowed-hosts"] = (options, text) => options with { AllowedHosts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
    };

    /// <param name="commandLine">What was given, by names as in palimpsest.json.</param>
    /// <param name="environment">Variables of other programs are passed over.</param>
    /// <param name="folder">Where palimpsest.json may lie.</param>
    /// <exception cref="StudioStartException">A value is not allowed, or the file cannot be read; the message says where it stands.</exception>
    public static StudioOptions Read(IReadOnlyDictionary<string, string> commandLine, IDictionary environment, string folder)
    {
        var options = new StudioOptions();
        string? named = environment[FileVariable] as string;
        foreach ((string name, string value) in ReadFile(named ?? Path.Combine(folder, FileName), isNamed: named is not null))
        {
            options = With(options, name, value, $"{named ?? FileName}: {name}");
        }

        foreach (string name in All.Keys)
        {
            string variable = Prefix + name.Replace('-', '_').ToUpperInvariant();
            options = environment[variable] is string value ? With(options, name, value, variable) : options;
        }

        foreach ((string name, string value) in commandLine)
        {
            options = With(options, name, value, $"--{name}");
        }

        return options.IsLoopback || options.ApiKey is not null || options.ApiAuth is not null
            ? options
            : throw new StudioStartException(
                $"The host is '{options.Host}', so that other machines could use this one: set who may, with --api-auth user:password or the variable {Prefix}API_KEY, or stay with 127.0.0.1.");
    }

    private static StudioOptions With(StudioOptions options, string name, string value, string where)
    {
        try
        {
            return All[name](options, value);
        }
        catch (FormatException exception)
        {
            throw new StudioStartException($"{where} is '{value}'; {exception.Message}", exception);
        }
    }

    private static List<(string Name, string Value)> ReadFile(string path, bool isNamed)
    {
        if (!isNamed && !File.Exists(path))
        {
            return [];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            List<(string, string)> values = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                values.Add(All.ContainsKey(property.Name)
                    ? (property.Name, Text(property.Value))
                    : throw new StudioStartException($"{path}: there is no option '{property.Name}'; did you mean '{NearestName.To(property.Name, All.Keys)}'?"));
            }

            return values;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new StudioStartException($"The file '{path}' cannot be read as options ({exception.Message.TrimEnd('.')}): it must be an object such as {{ \"port\": 7860 }}.", exception);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    private static long Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw new FormatException($"it must be a whole number from {least} to {most}.");

    private static bool Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => throw new FormatException("it must be true or false."),
    };
}
