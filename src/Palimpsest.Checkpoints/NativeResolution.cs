using System.Globalization;

namespace Palimpsest.Checkpoints;

/// <summary>The picture size that a model was made for, where its file says so.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct NativeResolution(int Width, int Height)
{
    /// <summary>Key and form ("512x512") of the Stability AI model metadata standard (ModelSpec 1.0.0).</summary>
    private const string Key = "modelspec.resolution";

    /// <summary>The resolution in a file's metadata; null when there is none, or none that a picture can have (64 to 8192 pixels, multiples of 8).</summary>
    public static NativeResolution? Of(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out string? text) && text.Split('x') is [string width, string height] && Side(width) is int w && Side(height) is int h
            ? new NativeResolution(w, h)
            : null;

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 64 and <= 8192 && side % 8 == 0 ? side : null;
}
