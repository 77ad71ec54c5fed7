namespace Palimpsest.Imaging.Tests;

internal static class PictureAssert
{
    /// <summary>Same size, channels and samples; a failure names the first pixel that differs and how far the whole is off.</summary>
    public static void Same(Picture expected, Picture actual, string what = "")
    {
        Assert.True(
            (expected.Width, expected.Height, expected.Channels) == (actual.Width, actual.Height, actual.Channels),
            $"{what}: {actual.Width}×{actual.Height}×{actual.Channels}, expected {expected.Width}×{expected.Height}×{expected.Channels}.");
        int first = expected.Pixels.AsSpan().CommonPrefixLength(actual.Pixels);
        if (first == expected.Pixels.Length)
        {
            return;
        }

        int largest = expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).Max(), count = expected.Pixels.Zip(actual.Pixels, (a, b) => a != b ? 1 : 0).Sum();
        int pixel = first / expected.Channels;
        Assert.Fail($"{what}: x {pixel % expected.Width}, y {pixel / expected.Width}, channel {first % expected.Channels} is {actual.Pixels[first]}, expected {expected.Pixels[first]}; {count} of {expected.Pixels.Length} samples differ, by at most {largest}.");
    }
}
