using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Previews;

/// <summary>The picture of one latent [C,H,W] by the model's decoder: as slow as for a finished picture. Only while sampling goes on.</summary>
public delegate Picture LatentDecoder(ReadOnlySpan<float> latent);
