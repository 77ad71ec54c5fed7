namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A textual inversion (Gal et al. 2022): vectors that stand for a word or a phrase.</summary>
/// <param name="Name">What prompts call it.</param>
/// <param name="Vectors">Each vector's numbers; of a Stable Diffusion XL embedding those of CLIP-L.</param>
/// <param name="SecondVectors">Vectors of OpenCLIP-G, for Stable Diffusion XL; else null.</param>
public sealed record TextualInversion(string Name, IReadOnlyList<float[]> Vectors, IReadOnlyList<float[]>? SecondVectors = null)
{
    public int VectorCount => Vectors.Count;

    /// <summary>Numbers of a vector, those of both encoders together: 768, 1024 or 2048.</summary>
    public int Width => Vectors[0].Length + (SecondVectors?[0].Length ?? 0);

    /// <summary>Training steps, if the file says so.</summary>
    public long? Step { get; init; }

    /// <summary>The short hash of the checkpoint it was trained with, if the file says so.</summary>
    public string? Checkpoint { get; init; }

    public string? CheckpointName { get; init; }

    /// <summary>The family of models with vectors of this width, in words.</summary>
    public string Family => FamilyOf(Width);

    /// <summary>The family of models with vectors of a width, in words.</summary>
    public static string FamilyOf(int width) => width switch
    {
        768 => "Stable Diffusion 1",
        1024 => "Stable Diffusion 2",
        1280 => "the Stable Diffusion XL refiner",
        2048 => "Stable Diffusion XL",
        _ => $"a model with vectors of {width} numbers",
    };
}
