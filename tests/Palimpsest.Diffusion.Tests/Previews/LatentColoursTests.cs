using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Tests.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Previews;

public sealed class LatentColoursTests(OpenedModel model) : IClassFixture<OpenedModel>
{
    // webui.md 14.6: truncate((latent · factors · 0.5 + 0.5) · 255), clamped.
    [Fact]
    public void Each_channel_has_its_colour()
    {
        float[] latent = [1, 0, 0, 0, 9, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, -9];
        Picture picture = LatentColours.StableDiffusion1.Of(latent, new LatentShape(4, 1, 5));
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
        Assert.Equal([0, 0, 0], LatentColours.StableDiffusion1.Of([float.NaN, 0, 0, 0], new LatentShape(4, 1, 1)).Pixels);

    [Fact]
    public void They_are_measured_once_for_a_model()
    {
        Preview(PreviewMethod.Full);
        Assert.Null(model.Model.Colours.Value);
        Preview(PreviewMethod.Cheap);
        LatentColours? measured = model.Model.Colours.Value;
        Assert.NotNull(measured);
        Assert.NotSame(LatentColours.StableDiffusion1, measured);
        Preview(PreviewMethod.Cheap);
        Assert.Same(measured, model.Model.Colours.Value);
    }

    // A decoder that is linear, but for blurred edges, and has its own colours: they come out, and so does the grey it begins from.
    [Fact]
    public void Colours_of_another_autoencoder_are_measured()
    {
        float[,] factors = { { 0.1f, -0.2f, 0.05f }, { 0.15f, 0.1f, 0 }, { -0.2f, 0.02f, 0.2f } };
        float[] offset = [0.25f, -0.1f, 0.05f];
        LatentColours colours = LatentColours.Measured(3, (latent, shape) =>
        {
            var pixels = new float[shape.Height * shape.Width * 64 * 3];
            for (int i = 0; i < pixels.Length; i++)
            {
                (int colour, int x, int y) = (i % 3, i / 3 % (shape.Width * 8), i / 3 / (shape.Width * 8));
                pixels[i] = offset[colour];
                for (int c = 0; c < 3; c++)
                {
                    int column = Math.Min((x + 3) / 8, shape.Width - 1), row = Math.Min((y + 3) / 8, shape.Height - 1);
                    pixels[i] += factors[c, colour] * latent[(((c * shape.Height) + row) * shape.Width) + column];
                }
            }

            return NetworkPixels.ToPicture(pixels, shape.Width * 8, shape.Height * 8);
        });
        float[] latent = [0, 1, -2, 0.5f, 0, -1, 1.5f, -0.5f, 0, 2, 1, -1];
        Picture expected = Exact(latent), picture = colours.Of(latent, new LatentShape(3, 2, 2));
        Assert.All(expected.Pixels.Zip(picture.Pixels), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
        Assert.Throws<ArgumentException>(() => colours.Of(new float[4], new LatentShape(4, 1, 1)));

        Picture Exact(float[] latent)
        {
            var pixels = new float[12];
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = offset[i % 3] + Enumerable.Range(0, 3).Sum(c => factors[c, i % 3] * latent[(c * 4) + (i / 3)]);
            }

            return NetworkPixels.PreviewToPicture(pixels, 2, 2);
        }
    }
    private void Preview(PreviewMethod method)
    {
        string path = Path.Combine(Path.GetTempPath(), $"palimpsest-{Guid.NewGuid():n}.png");
        try
        {
            model.Generator.Run(OpenedModel.Small, new PreviewObserver(new PreviewFile(path, every: 1, method)), TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
