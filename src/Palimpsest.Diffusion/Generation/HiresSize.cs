namespace Palimpsest.Diffusion.Generation;

/// <summary>The sizes of a second pass (webui.md 2.11).</summary>
/// <param name="Width">Pixels that the first pass's picture is enlarged to.</param>
/// <param name="CropWidth">Latent cells that are then cut off, shared between left and right.</param>
internal readonly record struct HiresSize(int Width, int Height, int CropWidth, int CropHeight)
{
    public int CellsWide => Width / PictureSides.Cell - CropWidth;

    public int CellsHigh => Height / PictureSides.Cell - CropHeight;

    public static HiresSize Of(GenerationRequest request, HiresFix hires)
    {
        (int width, int height, int toWidth, int toHeight) = (request.Width, request.Height, hires.ResizeWidth, hires.ResizeHeight);
        if (toWidth == 0 && toHeight == 0)
        {
            return new HiresSize((int)(width * hires.Scale.Value), (int)(height * hires.Scale.Value), 0, 0);
        }

        bool byWidth = toHeight == 0 || (toWidth != 0 && (double)width / height < (double)toWidth / toHeight);
        (int coverWidth, int coverHeight) = byWidth ? (toWidth, Scaled(toWidth, height, width)) : (Scaled(toHeight, width, height), toHeight);
        return toWidth == 0 || toHeight == 0
            ? new HiresSize(coverWidth, coverHeight, 0, 0)
            : new HiresSize(coverWidth, coverHeight, (coverWidth - toWidth) / PictureSides.Cell, (coverHeight - toHeight) / PictureSides.Cell);
    }

    /// <summary>The middle of latents [B,C,H,W]; of an odd number of cells the greater half goes at the far end.</summary>
    public float[] Crop(float[] latents, int planes)
    {
        if (CropWidth == 0 && CropHeight == 0)
        {
            return latents;
        }

        int fromWidth = Width / PictureSides.Cell, fromHeight = Height / PictureSides.Cell;
        var cropped = new float[planes * CellsHigh * CellsWide];
        for (int row = 0; row < planes * CellsHigh; row++)
        {
            int source = (row / CellsHigh * fromHeight) + (row % CellsHigh) + (CropHeight / 2);
            latents.AsSpan((source * fromWidth) + (CropWidth / 2), CellsWide).CopyTo(cropped.AsSpan(row * CellsWide));
        }

        return cropped;
    }

    private static int Scaled(int side, int by, int to) => (int)Math.Min((long)side * by / to, int.MaxValue);
}
