using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>Compares a made picture with the one that webui answered with.</summary>
internal static class PicturePixels
{
    /// <param name="left">Columns at the left that hold a legend and are not compared.</param>
    public static void Compare(string name, int index, Picture made, int mostLevels, double mostMean, int left = 0, int top = 0)
    {
        if (Reference.Find($"pictures/cases/{name}.{index}.png") is not string path)
        {
            return; // The request asked for no pictures.
        }

        Picture expected = PictureReader.Read(path).ToWebuiPicture();
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (made.Width, made.Height, made.Channels));
        int largest = 0, count = 0;
        long sum = 0;
        for (int y = top; y < expected.Height; y++)
        {
            for (int i = ((y * expected.Width) + left) * 3; i < (y + 1) * expected.Width * 3; i++)
            {
                int difference = Math.Abs(expected.Pixels[i] - made.Pixels[i]);
                largest = Math.Max(largest, difference);
                sum += difference;
                count++;
            }
        }

        double mean = (double)sum / count;
        Assert.True(largest <= mostLevels && mean < mostMean, $"{name} picture {index}: largest difference {largest} levels, mean {mean:0.0000}.");
    }
}
