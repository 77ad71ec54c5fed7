namespace Palimpsest.Diffusion.Generation;

/// <summary>The stages of a job, as observers are told.</summary>
public static class Stages
{
    public const string Opening = "Opening the model";

    public const string Hashing = "Hashing the model, once";

    public const string Packing = "Packing the weights";

    public const string Prompts = "Reading the prompt";

    public const string Encoding = "Encoding the picture";

    public const string Sampling = "Sampling";

    public const string Enlarging = "Enlarging for the second pass";

    public const string OpeningCheckpoint = "Opening another model";

    public const string OpeningRefiner = "Opening the refiner";

    public const string Inverting = "Finding the picture's noise";

    public const string Decoding = "Decoding the picture";
}
