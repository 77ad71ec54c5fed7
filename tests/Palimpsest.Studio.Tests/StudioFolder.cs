using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Studio.Tests;

/// <summary>A data folder with small checkpoints, for as long as a test takes.</summary>
public sealed class StudioFolder : IDisposable
{
    private static readonly Lazy<string> Tiny = new(() =>
    {
        string path = Path.Combine(Path.GetTempPath(), "palimpsest-synthetic-models", "tiny-sd1.safetensors");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SyntheticCheckpoint.Write("tiny-sd1", path);
        }

        return path;
    });

    public StudioFolder() => AddCheckpoint("tiny-sd1.safetensors");

    public string Root { get; } = Directory.CreateTempSubdirectory("palimpsest-studio-").FullName;

    public StudioOptions Options => new() { DataDir = Root, Port = 0, OpenBrowser = false };

    /// <summary>All are one file of a quarter of a gigabyte, linked.</summary>
    public string AddCheckpoint(string name)
    {
        string path = PathOf("models", "Stable-diffusion", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, Tiny.Value);
        return path;
    }

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
