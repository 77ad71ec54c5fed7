namespace Palimpsest.Cli.Parsing;

/// <summary>How a picture is brought to the asked size; webui's numbers.</summary>
internal enum ResizeMode
{
    Just = 0,
    Crop = 1,
    Fill = 2,
    Latent = 3,
}
