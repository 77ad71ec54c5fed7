using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Cli.Commands;

/// <summary>The tiny checkpoint of synthetic weights that stands in until a trained model ships; kept in the user's cache.</summary>
internal static class SyntheticModel
{
    private const string Architecture = "tiny-sd1";

    /// <summary>Its path. Writes the file first when it is not there, and says on standard error what it is.</summary>
    public static string Path()
    {
        Console.Error.WriteLine("palimpsest: no --model given: using a tiny checkpoint of synthetic weights, which makes patterns, not art. Give a Stable Diffusion 1.x checkpoint with --model for pictures.");
        string folder = System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "palimpsest", "models");
        string path = System.IO.Path.Combine(folder, $"{Architecture}.safetensors");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            SyntheticCheckpoint.Write(Architecture, path);
        }

        return path;
    }
}
