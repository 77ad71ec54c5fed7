namespace Palimpsest.Imaging.Resampling;

/// <summary>
/// The part of a picture that is resized, in pixels from the upper left corner; edges may lie between pixels and may coincide. Pillow keeps
/// them as float32.
/// </summary>
public readonly record struct SourceBox(float Left, float Top, float Right, float Bottom)
{
    public static SourceBox All(Picture picture) => new(0, 0, picture.Width, picture.Height);
}
