namespace Palimpsest.Studio;

/// <summary>Where the studio's files and pictures are to be had.</summary>
public static class StudioAddresses
{
    public const string Root = "/studio";

    public const string Icons = Root + "/icons.svg";

    public const string Script = Root + "/studio.js";

    /// <summary>The looks of the page that describes the APIs.</summary>
    public const string ApiStyle = Root + "/api.css";

    public const string EaselScript = Root + "/easel.js";

    /// <summary>Takes pictures, gives them back by the hash of their content.</summary>
    public const string Inputs = Root + "/inputs";

    /// <summary>Previews of jobs by their numbers.</summary>
    public const string Previews = Root + "/previews";

    public const string Pictures = Root + "/pictures";

    /// <summary>Takes model files.</summary>
    public const string Models = Root + "/models";

    public const string Samples = Root + "/samples";

    public const string Jobs = Root + "/jobs";

    /// <summary>A picture of the gallery, as its file is.</summary>
    public static string Picture(long id) => $"{Pictures}/{id}";

    public static string Thumbnail(long id) => $"{Pictures}/{id}/thumbnail";

    /// <summary>The same as <see cref="Picture"/>, to be saved under its name.</summary>
    public static string Download(long id) => $"{Pictures}/{id}/download";

    public static string Zip(IEnumerable<long> ids) => $"{Pictures}/zip?ids={string.Join(',', ids)}";

    /// <summary>The first picture that a job began with.</summary>
    public static string Source(Guid jobId) => $"{Jobs}/{jobId}/source";

    /// <summary>The picture of a network's card, by the picture's path.</summary>
    public static string NetworkPicture(string path) =>
        $"/sd_extra_networks/thumb?filename={Uri.EscapeDataString(path)}&mtime={new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeSeconds()}";

    public static string Sample(string file) => $"{Samples}/{file}";
}
