using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>Requests as they are stored: JSON with every value that differs from its default or not, pictures by hash.</summary>
internal sealed partial class RequestStore(GivenPictures pictures)
{
    private static readonly JsonSerializerOptions Hashed = OptionsWith(_ => throw new NotSupportedException(), GivenPictures.Hash);

    private readonly JsonSerializerOptions _kept = OptionsWith(pictures.Read, pictures.Keep);

    /// <summary>The request in text. Its pictures are kept.</summary>
    /// <exception cref="StudioStorageException">A picture cannot be written.</exception>
    public string Write(StudioRequest request) => JsonSerializer.Serialize(request, _kept);

    /// <exception cref="StudioRequestException">The text is no request of this version.</exception>
    public StudioRequest Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StudioRequest>(json, _kept) ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new StudioRequestException($"The stored request cannot be read ({exception.Message}): it may be from another version of the program. Send it again.", null, exception);
        }
    }

    /// <summary>The hashes of a stored request's pictures, whatever version of the program wrote it; other texts that look like one are among them.</summary>
    public static IReadOnlySet<string> PicturesOf(string json) => PictureHash().Matches(json).Select(match => match.Groups[1].Value).ToHashSet();

    /// <summary>What two requests that ask for the same have in common. Nothing is kept.</summary>
    public static string HashOf(StudioRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, Hashed)));

    [GeneratedRegex("\"([0-9a-f]{64})\"")]
    private static partial Regex PictureHash();

    private static JsonSerializerOptions OptionsWith(Func<string, Picture> read, Func<Picture, string> keep) => new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new PythonNumberConverter(), new PictureConverter(read, keep), new PictureReferenceConverter(read, keep), new ScriptConverter(), new XyzAxisConverter(), new JsonStringEnumConverter() },
    };
}
