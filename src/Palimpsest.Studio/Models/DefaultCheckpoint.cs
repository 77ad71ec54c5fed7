using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Studio.Models;

/// <summary>The checkpoint of a data folder that has none: the one beside the program, or else a tiny one of synthetic weights, which makes patterns.</summary>
internal static class DefaultCheckpoint
{
    private const string SyntheticArchitecture = "tiny-sd1";

    /// <summary>Its path. The synthetic one is written into the user's cache first when it is not there.</summary>
    public static string Locate()
    {
        string shipped = Path.Combine(AppContext.BaseDirectory, "models", "palimpsest-portraits.safetensors");
        if (File.Exists(shipped))
        {
            return shipped;
        }

        string folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "palimpsest", "models");
        string path = Path.Combine(folder, $"{SyntheticArchitecture}.safetensors");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            SyntheticCheckpoint.Write(SyntheticArchitecture, path);
        }

        return path;
    }
}
