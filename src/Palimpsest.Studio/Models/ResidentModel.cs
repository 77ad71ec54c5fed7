using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Studio.Models;

/// <summary>A checkpoint in memory, with the autoencoder that it is used with.</summary>
internal sealed class ResidentModel(StableDiffusionModel model, ImageGenerator generator) : IDisposable
{
    public StableDiffusionModel Model => model;

    public ImageGenerator Generator => generator;

    /// <summary>Of the weights, once the networks have run.</summary>
    public long Bytes { get; } = generator.WeightBytes;

    /// <summary>How often it is in use.</summary>
    public int Uses { get; set; }

    /// <summary>Counts up over all uses of all models.</summary>
    public long LastUse { get; set; }

    public void Dispose()
    {
        generator.Dispose();
        model.Dispose();
    }
}
