namespace Palimpsest.Imaging;

/// <summary>An opaque colour, 0 to 255 a component.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb White { get; } = new(255, 255, 255);
}
