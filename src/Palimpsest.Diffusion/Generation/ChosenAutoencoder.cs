using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Diffusion.Generation;

/// <summary>An autoencoder that takes the place of a model's, while its other weights stay as they are and packed.</summary>
/// <param name="Path">The file; null: the checkpoint's own.</param>
/// <param name="File">The same opened.</param>
/// <param name="ShortHash">The first ten digits of its SHA-256; null for the checkpoint's own.</param>
/// <param name="Weights">By their keys in a checkpoint.</param>
internal sealed record ChosenAutoencoder(string? Path, Checkpoint? File, string? ShortHash, IReadOnlyDictionary<string, Weight> Weights) : IDisposable
{
    /// <exception cref="CheckpointException">The file is missing, damaged, or holds no autoencoder.</exception>
    public static ChosenAutoencoder Open(StableDiffusionModel model, string? path, Func<string, string> hash)
    {
        Checkpoint? file = path is null ? null : Checkpoint.Open(path);
        try
        {
            return new ChosenAutoencoder(path, file, path is null ? null : hash(path), model.AutoencoderWeights(file));
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public void Dispose() => File?.Dispose();
}
