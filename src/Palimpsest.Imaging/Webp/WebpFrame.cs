namespace Palimpsest.Imaging.Webp;

/// <summary>Where a picture lies on its file's canvas, in pixels.</summary>
internal readonly record struct WebpFrame(int X, int Y, int Width, int Height)
{
    public bool IsCanvas(WebpContents contents) => (X, Y, Width, Height) == (0, 0, contents.Width, contents.Height);
}
