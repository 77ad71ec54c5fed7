using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Studio;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.EndToEnd.Tests;

public sealed class StudioSamenessTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public async Task A_job_of_the_studio_writes_the_commands_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("models/Stable-diffusion"));
        File.CreateSymbolicLink(folder.PathOf("models/Stable-diffusion/tiny-sd1.safetensors"), model.FilePath);
        var pixels = new byte[64 * 48 * 3];
        new Random(1).NextBytes(pixels);
        PictureWriter.SavePng(folder.PathOf("photo.png"), new Picture(64, 48, 3, pixels), (string?)null);
        CommandResult command = await PalimpsestCommand.RunAsync(
            "img2img", folder.PathOf("photo.png"), "--model", model.FilePath, "--prompt", "a (red:1.2) cat", "--negative", "dog", "--steps", "4", "--width", "64", "--height", "64",
            "--seed", "7", "--subseed", "1", "--sampler", "Euler a", "--resize-mode", "crop", "--denoise", "0.8", "--cfg", "5.5", "--clip-skip", "2", "--output", folder.PathOf("command.png"));
        Assert.Equal((0, $"{folder.PathOf("command.png")}\n"), (command.ExitCode, command.Output));

        var request = new GenerationRequest
        {
            InitPictures = [PictureReader.Read(folder.PathOf("photo.png")).ToWebuiPicture()],
            Prompt = "a (red:1.2) cat",
            NegativePrompt = "dog",
            Steps = 4,
            Width = 64,
            Height = 64,
            Seed = 7,
            Subseed = 1,
            Sampler = "Euler a",
            ResizeMode = Imaging.Resampling.ResizeMode.CropAndResize,
            DenoisingStrength = 0.8,
            CfgScale = 5.5,
            Settings = new GenerationSettings { ClipSkip = 2 },
        };
        await using WebApplication studio = StudioApplication.Build(new StudioOptions { DataDir = folder.FullName, Port = 0, OpenBrowser = false });
        await studio.StartAsync(TestContext.Current.CancellationToken);
        IJobQueue queue = studio.Services.GetRequiredService<IJobQueue>();
        Job job = await queue.WaitAsync((await queue.SubmitAsync(new StudioRequest { Generation = request })).Id, TestContext.Current.CancellationToken);
        GalleryPicture made = Assert.Single(await studio.Services.GetRequiredService<IGallery>().OfJobAsync(job.Id));
        Assert.Equal(await File.ReadAllBytesAsync(folder.PathOf("command.png")), await File.ReadAllBytesAsync(made.Path));
        await studio.StopAsync(TestContext.Current.CancellationToken);
    }
}
