using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>
/// webui's picture of DPM adaptive. The sampler sets its step sizes by an error in units of 5 % of each number (0.0078 at least), so the few numbers near
/// zero dominate it, and rounding grows a thousandfold from step to step in the end: with networks in double precision the last latent is 0.05 (rms) from
/// webui's, with float32 0.05 to 0.15. That is a picture 2 or 3 levels off at most and 0.25 to 0.41 on average, by instruction set. It is the feedback alone: begun at
/// webui's own latent with webui's own step size, each of the 35 steps ends within 0.00004 of webui's latent (of 20 to 67) and sets a next step size within 0.00005 of
/// webui's, relatively (measured by putting webui's values in after each step). So the latents are compared while the step sizes agree, and the picture by what is far
/// below another sampler's distance.
/// </summary>
public sealed class AdaptiveCaseTests
{
    private const string Case = "015-sampler-dpm-adaptive";

    /// <summary>Of 35 steps; from here on the step sizes differ by more than a thousandth.</summary>
    private const int StepsThatAgree = 24;

    /// <summary>Levels. Other samplers end 3 to 49 levels from each other on average (the reference's README).</summary>
    private const int Largest = 4, LargestMean = 1;

    [Fact]
    public void The_steps_are_webuis_until_they_amplify_rounding_and_the_picture_is_close()
    {
        var picture = new PictureCase(Case);
        using StableDiffusionModel model = StableDiffusionModel.Open(SyntheticModels.PathOf(picture.Model));
        model.Hash(HashCache.ForUser());
        using var device = new CpuDevice();
        using var generator = new ImageGenerator(model, device);
        var observer = new RecordingObserver();
        generator.Run(picture.ToRequest(), observer, TestContext.Current.CancellationToken);

        TensorFile expected = Reference.Tensors($"pictures/cases/{Case}.latents.safetensors");
        JsonElement sigmas = expected.Case.GetProperty("passes")[0].GetProperty("sigmas");
        Assert.Equal(sigmas.GetArrayLength(), observer.Steps.Count);
        for (int step = 0; step < StepsThatAgree; step++)
        {
            float[] x = expected.Floats($"pass1.step{step:00}.x"), denoised = expected.Floats($"pass1.step{step:00}.denoised");
            Close.Within(1e-3 * x.Max(Math.Abs), x, observer.Steps[step].X, $"x of step {step}");
            Close.Within(1e-3 * denoised.Max(Math.Abs), denoised, observer.Steps[step].Denoised, $"denoised of step {step}");
        }

        GeneratedPicture made = Assert.Single(observer.Pictures);
        Assert.Equal(picture.Expected.GetProperty("info").GetProperty("infotexts")[0].GetString(), made.Infotext);
        int[] differences = [.. PictureReader.Read(Reference.Path($"pictures/cases/{Case}.0.png")).ToWebuiPicture().Pixels.Zip(made.Picture.Pixels, (a, b) => Math.Abs(a - b))];
        Assert.True(differences.Max() <= Largest && differences.Average() <= LargestMean, $"Largest difference {differences.Max()} levels, mean {differences.Average():0.000}.");
    }
}
