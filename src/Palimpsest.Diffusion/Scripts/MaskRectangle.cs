using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>White masks with a black rectangle: the part of the picture that stays.</summary>
internal static class MaskRectangle
{
    /// <summary>A grey mask; the rectangle includes its right column and bottom row, as Pillow draws it, and is cut off at the edges.</summary>
    public static Picture Of(int width, int height, int left, int top, int right, int bottom)
    {
        byte[] pixels = new byte[checked(width * height)];
        Array.Fill(pixels, byte.MaxValue);
        for (int y = Math.Max(0, top); y <= Math.Min(height - 1, bottom); y++)
        {
            int start = Math.Max(0, left), end = Math.Min(width - 1, right);
            if (start <= end)
            {
                pixels.AsSpan((y * width) + start, end - start + 1).Clear();
            }
        }

        return new Picture(width, height, 1, pixels);
    }
}
