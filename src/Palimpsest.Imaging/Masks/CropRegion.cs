namespace Palimpsest.Imaging.Masks;

/// <summary>The part of a picture that "only masked" inpainting works on (webui.md 2.4), in pixels; right and bottom are beyond the last.</summary>
public readonly record struct CropRegion(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    /// <summary>What bounds the mask's pixels other than 0, grown to all sides and cut off at the mask's edges; null for an empty mask.</summary>
    public static CropRegion? Of(Picture mask, int padding)
    {
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0, bytes = mask.Width * mask.Channels;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> row = mask.Pixels.AsSpan(y * bytes, bytes);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                left = Math.Min(left, first / mask.Channels);
                right = Math.Max(right, (row.LastIndexOfAnyExcept((byte)0) / mask.Channels) + 1);
                top = Math.Min(top, y);
                bottom = y + 1;
            }
        }

        return right == 0 ? null : new CropRegion(
            Math.Max(left - padding, 0), Math.Max(top - padding, 0), (int)Math.Min((long)right + padding, mask.Width), (int)Math.Min((long)bottom + padding, mask.Height));
    }

    /// <summary>
    /// Grown to the shape of <paramref name="width"/> × <paramref name="height"/>, as far as a picture of <paramref name="imageWidth"/> ×
    /// <paramref name="imageHeight"/> allows, and moved rather than cut off at its edges.
    /// </summary>
    public CropRegion Expanded(int width, int height, int imageWidth, int imageHeight)
    {
        double ratio = (double)width / height;
        if ((double)Width / Height > ratio)
        {
            (int top, int bottom) = Grow(Top, Bottom, Width / ratio, imageHeight);
            return this with { Top = top, Bottom = bottom };
        }

        (int left, int right) = Grow(Left, Right, Height * ratio, imageWidth);
        return this with { Left = left, Right = right };
    }

    /// <summary>The part of a picture; what lies beyond its edges is black.</summary>
    public Picture CutFrom(Picture picture)
    {
        var part = new Picture(Width, Height, picture.Channels, new byte[checked(Width * Height * picture.Channels)]);
        PictureComposition.PasteInPlace(part, picture, -Left, -Top);
        return part;
    }

    private static (int From, int To) Grow(int from, int to, double wanted, int limit)
    {
        int missing = (int)(wanted - (to - from)), before = (int)Math.Floor(missing / 2.0);
        (from, to) = (from - before, to + missing - before);
        if (to >= limit)
        {
            (from, to) = (from - (to - limit), limit);
        }

        if (from < 0)
        {
            (from, to) = (0, to - from);
        }

        return (from, Math.Min(to, limit));
    }
}
