using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Bench;

/// <summary>The full-size SD 1.5 checkpoint with synthetic float16 weights (2 GB), made once and kept in the user's cache.</summary>
internal static class SyntheticModel
{
    private const string Architecture = "sd15";

    public static string Path()
    {
        string folder = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "palimpsest-bench");
        string path = System.IO.Path.Combine(folder, $"{Architecture}.safetensors");
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"Writing {path} (2 GB), once ...");
            Directory.CreateDirectory(folder);
            SyntheticCheckpoint.Write(Architecture, path);
        }

        return path;
    }
}
