namespace Palimpsest.Imaging;

/// <summary>The eight ways EXIF says a picture is to be turned (tag 274).</summary>
public static class PictureOrientation
{
    /// <summary>The picture upright: width and height change places for 5 to 8; anything but 2 to 8 leaves it as it is.</summary>
    public static Picture Apply(Picture picture, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return picture;
        }

        int width = picture.Width, height = picture.Height, channels = picture.Channels;
        bool transposed = IsOnItsSide(orientation);
        (int newWidth, int newHeight) = transposed ? (height, width) : (width, height);
        var pixels = new byte[picture.Pixels.Length];

        // Where the stored picture's x and y run from: mirrored or not.
        bool mirrorX = orientation is 2 or 3 or 7 or 8, mirrorY = orientation is 3 or 4 or 6 or 7;
        int target = 0;
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int fromX, int fromY) = transposed ? (y, x) : (x, y);
                fromX = mirrorX ? width - 1 - fromX : fromX;
                fromY = mirrorY ? height - 1 - fromY : fromY;
                int source = (fromY * width + fromX) * channels;
                for (int c = 0; c < channels; c++)
                {
                    pixels[target++] = picture.Pixels[source + c];
                }
            }
        }

        return new Picture(newWidth, newHeight, channels, pixels);
    }

    /// <summary>Whether width and height change places.</summary>
    internal static bool IsOnItsSide(int orientation) => orientation is >= 5 and <= 8;
}
