namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>A second, larger pass of a job without pictures; denoisingStrength is its strength.</summary>
public sealed record JobHires
{
    /// <summary>Counts where neither side below is set.</summary>
    public double Scale { get; init; } = 2;

    /// <summary>Pixels; 0: from the height.</summary>
    public int Width { get; init; }

    /// <summary>Pixels; 0: from the width.</summary>
    public int Height { get; init; }

    /// <summary>"Latent" and its like, "None", "Lanczos" or "Nearest".</summary>
    public string Upscaler { get; init; } = "Latent";

    /// <summary>0: as many as the first pass.</summary>
    public int Steps { get; init; }
}
