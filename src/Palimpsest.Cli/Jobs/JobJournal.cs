using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Jobs;

/// <summary>
/// What an unfinished job has saved, in a hidden file of its output folder, so that the same command, given again, makes only the rest, with the seed that
/// was drawn. The same command: the same words, in the same folder, about files that did not change. A finished job leaves no journal.
/// </summary>
internal sealed class JobJournal
{
    private const int FingerprintDigits = 16;

    private readonly Dictionary<(string Item, int Index), JsonObject> _kept = [];
    private JsonObject? _header;

    private JobJournal(string path)
    {
        FilePath = path;
        if (File.Exists(path))
        {
            Read(File.ReadLines(path));
        }
    }

    public string FilePath { get; }

    /// <summary>How many pictures an earlier run saved that are still there.</summary>
    public int Count => _kept.Count;

    /// <param name="folder">Of the pictures.</param>
    public static JobJournal Open(ParseResult command, string folder) => new(Path.Combine(folder, $".palimpsest-{Fingerprint(command)}.job"));

    /// <summary>The request with the seeds of the earlier run.</summary>
    public JobRequest Resume(JobRequest request)
    {
        if (_header is not null)
        {
            return request with { Generation = request.Generation with { Seed = (long)_header["seed"]!, Subseed = (long)_header["subseed"]! } };
        }

        _header = new JsonObject { ["seed"] = request.Generation.Seed, ["subseed"] = request.Generation.Subseed };
        return request;
    }

    /// <summary>A picture that an earlier run saved, or null.</summary>
    public GeneratedPicture? Find(string item, int index)
    {
        if (!_kept.TryGetValue((item, index), out JsonObject? entry))
        {
            return null;
        }

        try
        {
            Picture picture = PictureReader.Read((string)entry["path"]!).ToWebuiPicture();
            return new GeneratedPicture(index, (long)entry["seed"]!, (long)entry["subseed"]!, picture, (string)entry["infotext"]!);
        }
        catch (PictureException)
        {
            // Not whole: it is made again.
            _kept.Remove((item, index));
            return null;
        }
    }

    /// <summary>The file of a picture that an earlier run saved, or null.</summary>
    public string? PathOf(string item, int index) => (string?)_kept.GetValueOrDefault((item, index))?["path"];

    /// <summary>Notes a picture that was saved.</summary>
    public void Add(string item, SavedPicture saved)
    {
        string header = File.Exists(FilePath) ? "" : _header!.ToJsonString() + "\n";
        var entry = new JsonObject
        {
            ["item"] = item,
            ["index"] = saved.Picture.Index,
            ["seed"] = saved.Picture.Seed,
            ["subseed"] = saved.Picture.Subseed,
            ["path"] = saved.Path,
            ["infotext"] = saved.Picture.Infotext,
        };
        try
        {
            File.AppendAllText(FilePath, $"{header}{entry.ToJsonString()}\n");
        }
        catch (IOException)
        {
            // A full disk: the next picture's failure tells of it, and what is not noted is only made once more.
        }
    }

    /// <summary>The job is finished.</summary>
    public void Delete() => File.Delete(FilePath);

    private void Read(IEnumerable<string> lines)
    {
        foreach (JsonObject entry in lines.Select(Parsed).OfType<JsonObject>())
        {
            if (_header is null)
            {
                _header = entry;
            }
            else if (File.Exists((string)entry["path"]!))
            {
                _kept[((string)entry["item"]!, (int)entry["index"]!)] = entry;
            }
        }
    }

    /// <summary>Null for a line that was cut off when the process ended.</summary>
    private static JsonNode? Parsed(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Fingerprint(ParseResult command)
    {
        var text = new StringBuilder(ProgramVersion.Text).Append('\n').Append(Environment.CurrentDirectory);
        foreach (string word in command.Tokens.Select(token => token.Value))
        {
            var file = new FileInfo(word.Length > 0 && !word.Contains('\0') ? word : ".");
            text.Append('\n').Append(word);
            if (file.Exists)
            {
                text.Append(CultureInfo.InvariantCulture, $"|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..FingerprintDigits];
    }
}
