using Palimpsest.Imaging;
using Palimpsest.Imaging.Colour;
using Palimpsest.Imaging.Masks;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>A picture to begin with, made ready (webui.md 2.2, step 8).</summary>
/// <param name="Encoded">RGB: what becomes the latent; of the request's size except in resize mode 3.</param>
/// <param name="Original">RGB: the whole picture before anything was filled or cut out.</param>
/// <param name="Overlay">What of it is laid over the finished picture; null without a mask.</param>
/// <param name="Colours">Whose colours the finished picture gets; null: it keeps its own.</param>
internal sealed record InitPicture(Picture Encoded, Picture Original, MaskOverlay? Overlay, ColourCorrection? Colours);
