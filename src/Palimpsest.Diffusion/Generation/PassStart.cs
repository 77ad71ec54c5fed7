namespace Palimpsest.Diffusion.Generation;

/// <summary>What a sampling pass begins with.</summary>
internal enum PassStart
{
    /// <summary>Noise alone.</summary>
    Noise,

    /// <summary>An encoded picture.</summary>
    Picture,

    /// <summary>The first pass's latents: as from a picture, but always with all the steps that were asked for.</summary>
    HiresLatent,
}
