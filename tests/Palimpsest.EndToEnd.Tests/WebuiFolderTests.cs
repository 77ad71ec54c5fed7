using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>An installation of webui as people have it: the server finds all of it, and what lies there stays as it is.</summary>
public sealed class WebuiFolderTests(TinyModel model) : IClassFixture<TinyModel>
{
    private const string Infotext = "a lighthouse at dusk\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 64x64, Model: old-model, Version: v1.10.1";

    [Fact]
    public async Task Everything_is_found_and_nothing_is_changed_but_outputs_and_what_is_saved()
    {
        using var folder = new TemporaryFolder();
        await InstallAsync(folder);
        Dictionary<string, string> before = Hashes(folder);
        using Process server = PalimpsestCommand.Start("serve", "--port", "0", "--no-browser", "--data-dir", folder.FullName);
        try
        {
            string line = (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
            using var client = new HttpClient { BaseAddress = new Uri(line.Split(' ')[3]), Timeout = TimeSpan.FromMinutes(5) };
            await FindsAllAsync(client);
            await GeneratesAsync(client);
            Assert.Equal([], Changed(folder, before).Except(["outputs/txt2img-images", "outputs/img2img-images", "palimpsest"]));

            // Choosing and looking again reads, and writes nothing there.
            await SendAsync(client, "/sdapi/v1/options", """{"sd_model_checkpoint": "portrait", "CLIP_stop_at_last_layers": 2, "samples_format": "png"}""");
            await SendAsync(client, "/sdapi/v1/refresh-checkpoints", "");
            await SendAsync(client, "/sdapi/v1/refresh-vae", "");
            await SendAsync(client, "/sdapi/v1/refresh-loras", "");
            await GeneratesAsync(client);
            Assert.Equal([], Changed(folder, before).Except(["outputs/txt2img-images", "outputs/img2img-images", "palimpsest"]));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([], Changed(folder, before).Except(["outputs/txt2img-images", "outputs/img2img-images", "palimpsest"]));
        Assert.All(before, file => Assert.Equal(file.Value, HashOf(folder.PathOf(file.Key))));
    }

    /// <summary>What webui, its extensions and people leave behind in such a folder.</summary>
    private async Task InstallAsync(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.PathOf("models/Stable-diffusion/portraits"));
        File.Copy(model.FilePath, folder.PathOf("models/Stable-diffusion/tiny-sd1.safetensors"));
        File.Copy(model.FilePath, folder.PathOf("models/Stable-diffusion/portraits/portrait.safetensors"));
        foreach ((string file, string text) in new Dictionary<string, string>
        {
            ["models/Stable-diffusion/Put Stable Diffusion checkpoints here.txt"] = "",
            ["models/Stable-diffusion/broken.ckpt"] = "half a download",
            ["models/Stable-diffusion/tiny-sd1.yaml"] = "model: {}",
            ["models/Stable-diffusion/portraits/portrait.civitai.info"] = """{"id": 1, "modelId": 2}""",
            ["models/Stable-diffusion/portraits/portrait.json"] = """{"description": "Portraits", "vae": "Automatic"}""",
            ["models/VAE/Put VAE here.txt"] = "",
            ["models/VAE/soft.vae.pt"] = "no weights",
            ["models/VAE/vae-ft-mse.safetensors"] = "no weights",
            ["models/VAE-approx/model.pt"] = "no weights",
            ["models/Lora/styles/ink.safetensors"] = "no weights",
            ["models/Lora/styles/ink.json"] = """{"description": "Ink", "activation text": "ink drawing", "preferred weight": 0.7}""",
            ["models/Lora/styles/ink.civitai.info"] = """{"trainedWords": ["ink drawing"]}""",
            ["models/Lora/readme.txt"] = "mine",
            ["models/hypernetworks/anime.pt"] = "no weights",
            ["models/ESRGAN/4x-Sharp.pth"] = "no weights",
            ["models/RealESRGAN/RealESRGAN_x4plus.pth"] = "no weights",
            ["models/Codeformer/codeformer-v0.1.0.pth"] = "no weights",
            ["embeddings/easyneg.pt"] = "no weights",
            ["embeddings/Place Textual Inversion embeddings here.txt"] = "",
            ["styles.csv"] = "name,prompt,negative_prompt\r\nwatercolour,\"watercolour, soft\",photo\r\n",
            ["config.json"] = """{"samples_save": true, "samples_format": "png", "sd_model_checkpoint": "tiny-sd1.safetensors", "outdir_txt2img_samples": "outputs/txt2img-images"}""",
            ["ui-config.json"] = """{"txt2img/Sampling steps/value": 20}""",
            ["params.txt"] = Infotext,
            ["cache.json"] = "{}",
            ["log/images/log.csv"] = "prompt,seed\n",
            ["webui-user.sh"] = "#!/bin/bash\n",
            ["extensions/some-extension/scripts/some.py"] = "import modules\n",
            ["outputs/txt2img-images/2024-01-01/00000-1234.txt"] = Infotext,
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(file))!);
            await File.WriteAllTextAsync(folder.PathOf(file), text, TestContext.Current.CancellationToken);
        }

        foreach (string file in new[]
        {
            "models/Stable-diffusion/portraits/portrait.preview.png", "models/Lora/styles/ink.preview.png", "embeddings/easyneg.png",
            "outputs/img2img-images/2024-01-01/00000-1234.png", "outputs/img2img-images/2024-01-02/00001-99.png", "outputs/txt2img-images/2024-01-01/00000-1234.png", "outputs/extras-images/00000.png",
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(file))!);
            PictureWriter.SavePng(folder.PathOf(file), new Picture(64, 64, 3, new byte[64 * 64 * 3]), file.StartsWith("outputs/", StringComparison.Ordinal) ? Infotext : null);
        }
    }

    private static async Task FindsAllAsync(HttpClient client)
    {
        // Beginnings by which the models of a data folder are told: their names are webui's.
        Assert.Equal(["broken", "portraits_portrait", "tiny-sd1"], await NamesAsync(client, "/sdapi/v1/sd-models", "model_name"));
        Assert.Equal(["soft.vae.pt", "vae-ft-mse.safetensors"], await NamesAsync(client, "/sdapi/v1/sd-vae", "model_name"));
        Assert.Equal(["ink"], await NamesAsync(client, "/sdapi/v1/loras", "name"));
        Assert.Equal(["anime"], await NamesAsync(client, "/sdapi/v1/hypernetworks", "name"));
        Assert.Contains("watercolour", await NamesAsync(client, "/sdapi/v1/prompt-styles", "name"));
        JsonNode models = (await client.GetFromJsonAsync<JsonNode>("/api/v1/models", TestContext.Current.CancellationToken))!;
        Assert.Equal(["easyneg"], models["embeddings"]!.AsArray().Select(name => (string)name!));
        string card = (string)(await client.GetFromJsonAsync<JsonNode>("/sd_extra_networks/get-single-card?page=lora&tabname=txt2img&name=ink", TestContext.Current.CancellationToken))!["html"]!;
        Assert.Contains("&lt;lora:ink:0.7&gt; ink drawing", System.Net.WebUtility.HtmlDecode(card).Replace("\\u003C", "&lt;", StringComparison.Ordinal).Replace("\\u003E", "&gt;", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("ink.preview.png", card, StringComparison.Ordinal);

        // What lies in the outputs is in the gallery, a little after the start.
        JsonNode pictures = (await client.GetFromJsonAsync<JsonNode>("/api/v1/pictures?text=lighthouse", TestContext.Current.CancellationToken))!;
        for (int tries = 0; tries < 600 && (int)pictures["total"]! < 4; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            pictures = (await client.GetFromJsonAsync<JsonNode>("/api/v1/pictures?text=lighthouse", TestContext.Current.CancellationToken))!;
        }

        Assert.Equal(4, (int)pictures["total"]!);
        Assert.All(pictures["pictures"]!.AsArray(), picture => Assert.Equal(1234, (long)picture!["seed"]!));
    }

    private static async Task GeneratesAsync(HttpClient client)
    {
        JsonNode made = await SendAsync(client, "/sdapi/v1/txt2img", """{"prompt": "a cat", "styles": ["watercolour"], "steps": 1, "width": 64, "height": 64, "seed": 5, "save_images": true}""");
        var info = JsonNode.Parse((string)made["info"]!)!;
        Assert.Equal("a cat, watercolour, soft", (string)info["prompt"]!);
        var img2img = new JsonObject
        {
            ["prompt"] = "a cat",
            ["steps"] = 1,
            ["width"] = 64,
            ["height"] = 64,
            ["seed"] = 5,
            ["save_images"] = true,
            ["init_images"] = new JsonArray((string)made["images"]![0]!),
        };
        await SendAsync(client, "/sdapi/v1/img2img", img2img.ToJsonString());
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, string route, string body)
    {
        using HttpResponseMessage answer = await client.PostAsync(route, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{route}: {text}");
        return JsonSerializer.Deserialize<JsonNode>(text) ?? new JsonObject();
    }

    private static async Task<IEnumerable<string>> NamesAsync(HttpClient client, string route, string field) =>
        (await client.GetFromJsonAsync<JsonNode>(route, TestContext.Current.CancellationToken))!.AsArray().Select(entry => (string)entry![field]!).Order(StringComparer.Ordinal);

    /// <summary>By paths within the folder.</summary>
    private static Dictionary<string, string> Hashes(TemporaryFolder folder) => Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder.FullName, path).Replace('\\', '/'), HashOf);

    private static string HashOf(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>Where something was added: the first two parts of paths, or of our own folder the first; and every file that was changed or is gone.</summary>
    private static IEnumerable<string> Changed(TemporaryFolder folder, Dictionary<string, string> before)
    {
        List<string> changed = [.. before.Where(file => !File.Exists(folder.PathOf(file.Key)) || HashOf(folder.PathOf(file.Key)) != file.Value).Select(file => file.Key)];
        IEnumerable<string> added = Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.FullName, path).Replace('\\', '/'))
            .Where(path => !before.ContainsKey(path))
            .Select(path => path.StartsWith("palimpsest/", StringComparison.Ordinal) ? "palimpsest" : string.Join('/', path.Split('/').Take(2)));
        return changed.Concat(added).Distinct().Order(StringComparer.Ordinal);
    }
}
