using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Palimpsest.Imaging;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Tests.Models;

/// <summary>Cards of networks, and webui's routes for them.</summary>
public sealed class NetworkCardsTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public NetworkCardsTests()
    {
        Add("models/Lora/styles/ink.safetensors", "no weights");
        Add("models/Lora/styles/ink.json", """{"description": "Ink <drawings>", "activation text": "ink style", "preferred weight": 0.8, "negative text": "colour"}""");
        Add("models/Lora/plain.safetensors", "no weights");
        Add("models/hypernetworks/anime.pt", "no weights");
        Add("embeddings/easyneg.pt", "no weights");
        Add("embeddings/easyneg.json", "not JSON");
        Picture("models/Lora/styles/ink.preview.png");
        Picture("outside.png");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cards_tell_what_lies_beside_the_files()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        NetworkCards cards = studio.Get<NetworkCards>();
        NetworkCard plain = cards.Of(NetworkKind.Lora).Single(card => card.Name == "plain"), ink = cards.Of(NetworkKind.Lora).Single(card => card.Name == "ink");
        Assert.Equal(("<lora:plain:1>", "", null), (plain.Text, plain.NegativeText, plain.Preview));
        Assert.Equal(("<lora:ink:0.8> ink style", "(colour:1)", "Ink <drawings>"), (ink.Text, ink.NegativeText, ink.Description));
        Assert.Equal(_folder.PathOf("models", "Lora", "styles", "ink.preview.png"), ink.Preview);
        Assert.Equal("models/Lora/styles/ink.safetensors", ink.SearchText);
        Assert.Equal("<hypernet:anime:1>", Assert.Single(cards.Of(NetworkKind.Hypernetwork)).Text);
        Assert.Equal(("easyneg", null), (Assert.Single(cards.Of(NetworkKind.TextualInversion)).Text, Assert.Single(cards.Of(NetworkKind.TextualInversion)).Preview));
        Assert.Equal("tiny-sd1.safetensors", Assert.Single(cards.Of(NetworkKind.Checkpoint)).Name);

        await studio.Settings.SetAsync(new JsonObject { ["extra_networks_default_multiplier"] = 0.65 }, TestContext.Current.CancellationToken);
        Assert.Equal("<lora:plain:0.65>", cards.Of(NetworkKind.Lora).Single(card => card.Name == "plain").Text);
    }

    [Fact]
    public async Task Only_pictures_within_the_folders_of_models_are_given()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        async Task<HttpStatusCode> ThumbAsync(string path)
        {
            using HttpResponseMessage response = await client.GetAsync($"/sd_extra_networks/thumb?filename={Uri.EscapeDataString(path)}&mtime=1", TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType!.MediaType == "image/png");
            return response.StatusCode;
        }

        string lora = _folder.PathOf("models", "Lora");
        Assert.Equal(HttpStatusCode.OK, await ThumbAsync(Path.Combine(lora, "styles", "ink.preview.png")));
        Assert.Equal(HttpStatusCode.NotFound, await ThumbAsync(Path.Combine(lora, "nothere.png")));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync(Path.Combine(lora, "styles", "ink.safetensors")));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync(Path.Combine(lora, "styles", "ink.json")));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync(_folder.PathOf("outside.png")));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync(lora + "/../../outside.png"));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync(lora + "-other/x.png"));
        Assert.Equal(HttpStatusCode.InternalServerError, await ThumbAsync("/etc/passwd"));
        Assert.Equal(HttpStatusCode.NotFound, await ThumbAsync(""));
    }

    [Fact]
    public async Task A_card_comes_as_html_with_nothing_of_its_own_in_it()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        JsonNode answer = JsonNode.Parse(await client.GetStringAsync("/sd_extra_networks/get-single-card?page=lora&tabname=txt2img&name=ink", TestContext.Current.CancellationToken))!;
        string html = (string)answer["html"]!;
        Assert.Contains("data-name=\"ink\"", html, StringComparison.Ordinal);
        Assert.Contains("&lt;drawings&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<drawings>", html, StringComparison.Ordinal);
        Assert.Equal("{}", await client.GetStringAsync("/sd_extra_networks/metadata?page=lora&item=ink", TestContext.Current.CancellationToken));
        using HttpResponseMessage cover = await client.GetAsync("/sd_extra_networks/cover-images?page=lora&item=ink&index=0", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, cover.StatusCode);
    }

    private void Add(string file, string text)
    {
        string path = _folder.PathOf(file.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Picture(string file)
    {
        Add(file, "");
        PictureWriter.SavePng(_folder.PathOf(file.Split('/')), new Picture(8, 8, 3, new byte[192]), (string?)null);
    }
}
