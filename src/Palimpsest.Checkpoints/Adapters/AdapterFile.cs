namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Opens adapters' files by webui's rules.</summary>
internal static class AdapterFile
{
    /// <param name="path">The file.</param>
    /// <param name="acceptNewer">
    /// Whether to read what newer versions of torch wrote. webui 1.10.1 refuses such files and makes its pictures without them, so reading them
    /// makes other pictures.
    /// </param>
    /// <exception cref="CheckpointException">The file is missing, damaged, hostile, or newer than webui reads.</exception>
    public static Checkpoint Open(string path, bool acceptNewer)
    {
        Checkpoint file = Checkpoint.Open(path);
        if (file.NewerEntry is not string entry || acceptNewer)
        {
            return file;
        }

        file.Dispose();
        throw new CheckpointException(
            $"{Path.GetFileName(path)} was written by a newer torch (it holds '{entry}'), and webui 1.10.1 refuses such files: pictures are the same as there without it. Accept newer files, or save it as .safetensors, to use it.");
    }
}
