using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>Painting only a part of the picture anew.</summary>
public sealed record JobInpainting
{
    /// <summary>White, or opaque, where to paint.</summary>
    public required GivenPicture Mask { get; init; }

    /// <summary>Pixels that soften the mask's edges, 0 to 64.</summary>
    public int Blur { get; init; } = 4;

    /// <summary>Paint where the mask is not.</summary>
    public bool Invert { get; init; }

    public MaskedContent Content { get; init; } = MaskedContent.Original;

    /// <summary>Give the masked part all the pixels of width and height, and put it back afterwards.</summary>
    public bool OnlyMasked { get; init; }

    /// <summary>Pixels around the masked part that are painted along, 0 to 256.</summary>
    public int Padding { get; init; } = 32;

    /// <summary>Blend by degrees where the mask is grey.</summary>
    public bool Soft { get; init; }
}
