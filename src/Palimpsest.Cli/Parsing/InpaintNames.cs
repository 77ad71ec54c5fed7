using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Parsing;

/// <summary>The names of what can be chosen for a mask: a short word, webui's number, or webui's label.</summary>
internal static class InpaintNames
{
    public static MaskedContent Content(string text) => text.ToLowerInvariant() switch
    {
        "fill" or "0" => MaskedContent.Fill,
        "original" or "1" => MaskedContent.Original,
        "noise" or "2" or "latent noise" => MaskedContent.LatentNoise,
        "nothing" or "3" or "latent nothing" => MaskedContent.LatentNothing,
        _ => throw new FormatException("it must be original, fill, noise or nothing, or webui's 0 to 3."),
    };

    public static InpaintArea Area(string text) => text.ToLowerInvariant() switch
    {
        "whole" or "whole picture" => InpaintArea.Whole,
        "masked" or "only masked" => InpaintArea.OnlyMasked,
        _ => throw new FormatException("it must be whole or masked."),
    };
}
