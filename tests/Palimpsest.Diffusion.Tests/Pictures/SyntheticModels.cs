using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>The reference's tiny checkpoints as files, written once for all tests and processes.</summary>
internal static class SyntheticModels
{
    private static readonly Lock Gate = new();

    /// <summary>Path of the checkpoint; its name is the model's in infotexts.</summary>
    public static string PathOf(string name)
    {
        string folder = Path.Combine(Path.GetTempPath(), "palimpsest-synthetic-models");
        string path = Path.Combine(folder, $"{name}.safetensors");
        lock (Gate)
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(folder);
                SyntheticCheckpoint.Write(name, path);
            }
        }

        return path;
    }
}
