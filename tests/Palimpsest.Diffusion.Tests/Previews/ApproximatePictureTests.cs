using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Previews;

public sealed class ApproximatePictureTests
{
    // webui.md 14.6: truncate((latent · factors · 0.5 + 0.5) · 255), clamped.
    [Fact]
    public void Each_channel_has_its_colour()
    {
        float[] latent = [1, 0, 0, 0, 9, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, -9];
        Picture picture = ApproximatePicture.Of(latent, new LatentShape(4, 1, 5));
        Assert.Equal((5, 1, 3), (picture.Width, picture.Height, picture.Channels));
        byte[] expected =
        [
            165, 153, 154, // 0.298, 0.207, 0.208
            151, 163, 149, // 0.187, 0.286, 0.173
            107, 151, 161, // -0.158, 0.189, 0.264
            104, 92, 67, // -0.184, -0.271, -0.473
            255, 255, 255, // 2.682 + 1.656, 1.863 + 2.439, 1.872 + 4.257
        ];
        Assert.Equal(expected, picture.Pixels);
    }

    [Fact]
    public void Latents_that_are_no_numbers_are_black_cells() =>
        Assert.Equal([0, 0, 0], ApproximatePicture.Of([float.NaN, 0, 0, 0], new LatentShape(4, 1, 1)).Pixels);
}
