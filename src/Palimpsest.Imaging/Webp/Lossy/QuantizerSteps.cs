namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>What coefficients are multiplied by: each kind of block's first and others.</summary>
/// <param name="Second">Of the block of luma's first coefficients.</param>
internal readonly record struct QuantizerSteps((int Dc, int Ac) Luma, (int Dc, int Ac) Second, (int Dc, int Ac) Chroma);
