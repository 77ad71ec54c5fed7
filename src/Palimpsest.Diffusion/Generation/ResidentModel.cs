namespace Palimpsest.Diffusion.Generation;

/// <summary>A checkpoint in memory, with the autoencoder that it is used with.</summary>
public sealed class ResidentModel : IDisposable
{
    internal ResidentModel(StableDiffusionModel model, ImageGenerator generator)
    {
        (Model, Generator) = (model, generator);
        Bytes = generator.WeightBytes;
    }

    public StableDiffusionModel Model { get; }

    public ImageGenerator Generator { get; }

    /// <summary>Of the weights, once the networks have run.</summary>
    public long Bytes { get; }

    /// <summary>How often it is in use.</summary>
    internal int Uses { get; set; }

    /// <summary>Counts up over all uses of all models.</summary>
    internal long LastUse { get; set; }

    public void Dispose()
    {
        Generator.Dispose();
        Model.Dispose();
    }
}
