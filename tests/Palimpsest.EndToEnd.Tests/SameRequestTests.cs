using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>One request in four ways: to the command, to webui's API, to our own, and to the library.</summary>
public sealed class SameRequestTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public async Task The_same_request_gives_the_same_bytes_everywhere()
    {
        using var folder = new TemporaryFolder();
        string photo = folder.PathOf("photo.png"), made = folder.PathOf("made.png");
        var source = new Picture(96, 80, 3, [.. Enumerable.Range(0, 96 * 80 * 3).Select(i => (byte)(i * i / 7))]);
        PictureWriter.SavePng(photo, source, (string?)null);
        CommandResult command = await PalimpsestCommand.RunAsync(
            "img2img", photo, "--model", model.FilePath, "--prompt", "a (red) cat", "--negative", "dog", "--denoise", "0.6", "--cfg", "7.5", "--steps", "3", "--sampler", "Euler a",
            "--seed", "42", "--subseed", "5", "--width", "64", "--height", "64", "--output", made);
        Assert.True(command.ExitCode == 0, command.Error);
        string expected = Convert.ToBase64String(await File.ReadAllBytesAsync(made, TestContext.Current.CancellationToken));

        await using ServedStudio studio = await ServedStudio.StartAsync(model);
        using var client = new HttpClient { BaseAddress = studio.Address, Timeout = TimeSpan.FromMinutes(5) };
        string data = Convert.ToBase64String(await File.ReadAllBytesAsync(photo, TestContext.Current.CancellationToken));
        var webui = new JsonObject
        {
            ["init_images"] = new JsonArray(data),
            ["prompt"] = "a (red) cat",
            ["negative_prompt"] = "dog",
            ["denoising_strength"] = 0.6,
            ["cfg_scale"] = 7.5,
            ["steps"] = 3,
            ["sampler_name"] = "Euler a",
            ["seed"] = 42,
            ["subseed"] = 5,
            ["width"] = 64,
            ["height"] = 64,
        };
        Assert.Equal(expected, (await PostAsync(client, "/sdapi/v1/img2img", webui))["images"]![0]!.GetValue<string>());
        var own = new JsonObject
        {
            ["pictures"] = new JsonArray(new JsonObject { ["data"] = data }),
            ["prompt"] = "a (red) cat",
            ["negativePrompt"] = "dog",
            ["denoisingStrength"] = 0.6,
            ["cfgScale"] = 7.5,
            ["steps"] = 3,
            ["sampler"] = "Euler a",
            ["seed"] = 42,
            ["subseed"] = 5,
            ["width"] = 64,
            ["height"] = 64,
        };
        string id = (await PostAsync(client, "/api/v1/jobs", own))["id"]!.GetValue<string>();
        await client.GetStringAsync($"/api/v1/jobs/{id}/events", TestContext.Current.CancellationToken);
        JsonNode pictures = (await client.GetFromJsonAsync<JsonNode>($"/api/v1/jobs/{id}/pictures", TestContext.Current.CancellationToken))!;
        byte[] file = await client.GetByteArrayAsync(pictures["pictures"]![0]!["file"]!.GetValue<string>(), TestContext.Current.CancellationToken);
        Assert.Equal(expected, Convert.ToBase64String(file));
        Assert.Equal(expected, Convert.ToBase64String(OfLibrary(source)));
    }

    private byte[] OfLibrary(Picture source)
    {
        using StableDiffusionModel opened = StableDiffusionModel.Open(model.FilePath);
        opened.Hash(HashCache.ForUser());
        using var device = new CpuDevice();
        using var generator = new ImageGenerator(opened, device);
        var observer = new Observer();
        generator.Run(
            new GenerationRequest
            {
                InitPictures = [source],
                Prompt = "a (red) cat",
                NegativePrompt = "dog",
                DenoisingStrength = 0.6,
                CfgScale = 7.5,
                Steps = 3,
                Sampler = "Euler a",
                Seed = 42,
                Subseed = 5,
                Width = 64,
                Height = 64,
            },
            observer,
            TestContext.Current.CancellationToken);
        return PngEncoder.Encode(observer.Made!.Picture, [new TextItem("parameters", observer.Made.Infotext)]);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string route, JsonObject body)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync(route, body, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private sealed class Observer : IGenerationObserver
    {
        public GeneratedPicture? Made { get; private set; }

        public void Stage(string name)
        {
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture) => Made = picture;
    }
}
