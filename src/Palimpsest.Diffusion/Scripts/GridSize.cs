using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>How large a grid may become.</summary>
internal static class GridSize
{
    /// <exception cref="GenerationException">The pictures of all cells together have too many pixels.</exception>
    public static void Check(string script, int columns, int rows, int layers, GenerationRequest request)
    {
        double megapixels = (double)columns * rows * layers * request.Width * request.Height / 1e6;
        double most = request.Settings.MostGridMegapixels.Value;
        if (Math.Round(megapixels) >= most)
        {
            throw new GenerationException(FormattableString.Invariant(
                $"{script}: {columns} × {rows} × {layers} pictures of {request.Width} × {request.Height} are {megapixels:0} megapixels, but a grid may have less than {most} (img_max_size_mp): take fewer values or smaller pictures."));
        }
    }
}
