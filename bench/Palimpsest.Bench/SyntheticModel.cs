using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Bench;

/// <summary>Checkpoints with synthetic weights, made once and kept in the user's cache.</summary>
internal static class SyntheticModel
{
    /// <summary>At full size: SD 1.5 in float16, 2 GB.</summary>
    private const string FullSize = "sd15";

    /// <param name="architecture">As "palimpsest models synth" knows it.</param>
    public static string Path(string architecture = FullSize)
    {
        string folder = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "palimpsest-bench");
        string path = System.IO.Path.Combine(folder, $"{architecture}.safetensors");
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"Writing {path}, once ...");
            Directory.CreateDirectory(folder);
            SyntheticCheckpoint.Write(architecture, path);
        }

        return path;
    }
}
