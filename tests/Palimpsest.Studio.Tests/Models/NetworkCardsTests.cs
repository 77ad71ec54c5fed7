using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Palimpsest.Imaging;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Tests.Models;

/// <summary>Cards of networks, and webui's routes for them.</summary>
public sealed class NetworkCardsTests : IDisposable
{
    private const string Infotext = "a lighthouse\nSteps: 2, Sampler: Euler, Seed: 5, Size: 2x3";

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

    [Fact]
    public async Task A_cover_image_and_the_metadata_of_a_lora_are_told()
    {
        byte[] cover = Palimpsest.Imaging.Png.PngEncoder.Encode(new Picture(2, 2, 3, new byte[12]), []);
        string covers = new JsonArray(Convert.ToBase64String(cover), "bm8gcGljdHVyZQ==", "not base64!").ToJsonString();
        AddLora("models/Lora/shown.safetensors", new JsonObject { ["ss_output_name"] = "shown", ["ss_tag_frequency"] = """{"a": {"cat": 3}}""", ["ssmd_cover_images"] = covers });
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        async Task<HttpResponseMessage> CoverAsync(int index) =>
            await client.GetAsync($"/sd_extra_networks/cover-images?page=lora&item=shown&index={index}", TestContext.Current.CancellationToken);

        using (HttpResponseMessage first = await CoverAsync(0))
        {
            Assert.Equal("image/png", first.Content.Headers.ContentType?.MediaType);
            Assert.Equal(cover, await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        foreach ((int index, HttpStatusCode status) in new[]
        {
            (1, HttpStatusCode.InternalServerError), (2, HttpStatusCode.InternalServerError), (3, HttpStatusCode.NotFound), (-1, HttpStatusCode.NotFound),
        })
        {
            using HttpResponseMessage refused = await CoverAsync(index);
            Assert.Equal(status, refused.StatusCode);
        }

        // Without the pictures, and with what is JSON as such.
        JsonNode answer = JsonNode.Parse(await client.GetStringAsync("/sd_extra_networks/metadata?page=lora&item=shown", TestContext.Current.CancellationToken))!;
        var metadata = JsonNode.Parse((string)answer["metadata"]!)!.AsObject();
        Assert.Equal(["ss_output_name", "ss_tag_frequency"], metadata.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, (int)metadata["ss_tag_frequency"]!["a"]!["cat"]!);
        NetworkCard card = studio.Get<NetworkCards>().Of(NetworkKind.Lora).Single(card => card.Name == "shown");
        Assert.Equal((string)answer["metadata"]!, NetworkCards.MetadataOf(card));
    }

    [Fact]
    public async Task What_is_written_about_a_card_lies_beside_its_file_as_webui_keeps_it()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        NetworkCard Card(NetworkKind kind, string name) => studio.Get<NetworkCards>().Of(kind).Single(card => card.Name == name);
        string ink = Card(NetworkKind.Lora, "ink").Path, json = Path.ChangeExtension(ink, ".json");
        Add("models/Lora/styles/ink.json", """{"description": "Ink", "preferred weight": 0.8, "mine": [1, 2], "sd version": "SD1"}""");
        NetworkNotes notes = NetworkNotes.Of(ink);
        Assert.Equal(("Ink", 0.8, "SD1"), (notes.Description, notes.PreferredWeight, notes.Version));
        (notes with { Description = "Ink <drawings> 墨", ActivationText = "ink style", PreferredWeight = 0.65, NegativeText = "colour", Notes = "two\nlines", Vae = "not of a LoRA" }).Save(NetworkKind.Lora, ink);
        Assert.Equal(("<lora:ink:0.65> ink style", "(colour:1)", "Ink <drawings> 墨"), (Card(NetworkKind.Lora, "ink").Text, Card(NetworkKind.Lora, "ink").NegativeText, Card(NetworkKind.Lora, "ink").Description));

        // What others wrote stays, letters of every language as they are.
        string text = await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken);
        Assert.Equal(
            """{"description":"Ink <drawings> 墨","preferred weight":0.65,"mine":[1,2],"sd version":"SD1","notes":"two\nlines","activation text":"ink style","negative text":"colour"}""",
            JsonNode.Parse(text)!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.StartsWith("{\n    \"description\": \"Ink <drawings> 墨\",\n", text);

        // Said no more, it stands there empty; where nothing is said, there is no file.
        new NetworkNotes().Save(NetworkKind.Lora, ink);
        Assert.Equal("", (string)JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!["description"]!);
        string plain = Card(NetworkKind.Lora, "plain").Path, checkpoint = Card(NetworkKind.Checkpoint, "tiny-sd1.safetensors").Path;
        new NetworkNotes().Save(NetworkKind.Lora, plain);
        Assert.False(File.Exists(Path.ChangeExtension(plain, ".json")));
        new NetworkNotes { Vae = "None" }.Save(NetworkKind.Checkpoint, checkpoint);
        Assert.Equal("None", Palimpsest.Checkpoints.VaeFiles.UserPreference(checkpoint));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"notes": "one", "notes": "two"}""")]
    [InlineData("""{"description": "\ud800"}""")]
    [InlineData("""{"\ud800": ""}""")]
    public void Words_that_would_destroy_what_is_there_are_refused(string there)
    {
        string network = _folder.PathOf("embeddings", "easyneg.pt"), path = _folder.PathOf("embeddings", "easyneg.json");
        File.WriteAllText(path, there);
        Assert.Equal(new NetworkNotes(), NetworkNotes.Of(network));
        Assert.Contains("move it away first", Assert.Throws<StudioRequestException>(() => new NetworkNotes { Notes = "x" }.Save(NetworkKind.TextualInversion, network)).Message);
        Assert.Equal(there, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""["\ud800"]""")]
    public void Metadata_that_are_almost_json_are_shown_as_text(string written)
    {
        AddLora("models/Lora/shown.safetensors", new JsonObject { ["ss_tag_frequency"] = written });
        string shown = NetworkCards.MetadataOf(new NetworkCard("shown", _folder.PathOf("models", "Lora", "shown.safetensors")))!;
        Assert.Equal(written, (string)JsonNode.Parse(shown)!["ss_tag_frequency"]!);
    }

    [Fact]
    public async Task A_picture_of_the_gallery_takes_the_place_of_the_preview_that_is_shown_and_of_nothing_else()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Picture("embeddings/easyneg.gif");
        Picture("models/hypernetworks/anime.preview.jpeg");
        NetworkCards cards = studio.Get<NetworkCards>();
        NetworkCard Card(NetworkKind kind, string name) => cards.Of(kind).Single(card => card.Name == name);
        GalleryPicture made = await studio.Gallery.AddAsync(new GalleryAddition(new Picture(2, 3, 3, [.. Enumerable.Range(1, 18).Select(i => (byte)i)]), Infotext, []), TestContext.Current.CancellationToken);
        foreach ((NetworkKind kind, string name, string[] expected) in new (NetworkKind, string, string[])[]
        {
            (NetworkKind.Lora, "ink", ["models", "Lora", "styles", "ink.preview.png"]),
            (NetworkKind.Lora, "plain", ["models", "Lora", "plain.png"]),
            (NetworkKind.Checkpoint, "tiny-sd1.safetensors", ["models", "Stable-diffusion", "tiny-sd1.png"]),
            (NetworkKind.Hypernetwork, "anime", ["models", "hypernetworks", "anime.preview.jpeg"]),
            (NetworkKind.TextualInversion, "easyneg", ["embeddings", "easyneg.preview.png"]),
        })
        {
            string path = _folder.PathOf(expected), place = Path.GetDirectoryName(path)!;
            Dictionary<string, byte[]> before = Directory.GetFiles(place).Where(file => file != path).ToDictionary(file => file, File.ReadAllBytes);
            cards.ReplacePreview(kind, Card(kind, name), made);
            Assert.Equal(path, Card(kind, name).Preview);
            DecodedPicture preview = PictureReader.Read(path);
            Assert.Equal((2, 3, Infotext), (preview.Width, preview.Height, Palimpsest.Imaging.Metadata.GenerationText.Read(preview).Text));
            Assert.Equal(kind == NetworkKind.Hypernetwork ? PictureFormat.Jpeg : PictureFormat.Png, preview.Format);
            Assert.True(kind == NetworkKind.Hypernetwork || preview.Samples.SequenceEqual(PictureReader.Read(made.Path).Samples));
            Assert.Equal(before.Keys.Append(path).Order(StringComparer.Ordinal), Directory.GetFiles(place).Order(StringComparer.Ordinal));
            Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        }
    }

    [Fact]
    public async Task An_embedding_that_is_a_picture_is_not_replaced_and_shows_its_preview()
    {
        string embedding = _folder.PathOf("embeddings", "drawn.png");
        PictureWriter.SavePng(embedding, new Picture(8, 8, 3, new byte[192]), [new TextItem("sd-ti-embedding", "no embedding, but meant as one")]);
        byte[] before = await File.ReadAllBytesAsync(embedding, TestContext.Current.CancellationToken);
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        NetworkCards cards = studio.Get<NetworkCards>();
        NetworkCard Card() => cards.Of(NetworkKind.TextualInversion).Single(card => card.Name == "drawn");
        Assert.Equal(embedding, Card().Preview);
        cards.ReplacePreview(NetworkKind.TextualInversion, Card(), await studio.Gallery.AddAsync(new GalleryAddition(new Picture(2, 2, 3, new byte[12]), Infotext, []), TestContext.Current.CancellationToken));
        Assert.Equal(_folder.PathOf("embeddings", "drawn.preview.png"), Card().Preview);
        Assert.Equal(before, await File.ReadAllBytesAsync(embedding, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_preview_that_cannot_be_replaced_stays_and_the_reason_is_told()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        NetworkCards cards = studio.Get<NetworkCards>();
        NetworkCard ink = cards.Of(NetworkKind.Lora).Single(card => card.Name == "ink"), plain = cards.Of(NetworkKind.Lora).Single(card => card.Name == "plain");
        GalleryPicture made = await studio.Gallery.AddAsync(new GalleryAddition(new Picture(2, 2, 3, new byte[12]), Infotext, []), TestContext.Current.CancellationToken);
        string[] Files(NetworkCard card) => [.. Directory.GetFileSystemEntries(Path.GetDirectoryName(card.Path)!).Order(StringComparer.Ordinal)];
        byte[] before = await File.ReadAllBytesAsync(ink.Preview!, TestContext.Current.CancellationToken);
        string[] inkFiles = Files(ink);
        PictureException gone = Assert.Throws<PictureException>(() => cards.ReplacePreview(NetworkKind.Lora, ink, made with { Path = made.Path + ".gone" }));
        Assert.Contains("There is no such file", gone.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(ink.Preview!, TestContext.Current.CancellationToken));
        Assert.Equal(inkFiles, Files(ink));

        // A folder of that name cannot be written over.
        Directory.CreateDirectory(_folder.PathOf("models", "Lora", "plain.png"));
        string[] plainFiles = Files(plain);
        Assert.Contains("cannot be saved", Assert.Throws<PictureException>(() => cards.ReplacePreview(NetworkKind.Lora, plain, made)).Message);
        Assert.Equal(plainFiles, Files(plain));

        // What ships beside the program shows no preview.
        NetworkCard outside = plain with { Path = _folder.PathOf("outside.safetensors") };
        Assert.Contains("outside the folders of models", Assert.Throws<StudioRequestException>(() => cards.ReplacePreview(NetworkKind.Checkpoint, outside, made)).Message);
    }

    private void AddLora(string file, JsonObject metadata)
    {
        string header = new JsonObject
        {
            ["__metadata__"] = metadata,
            ["lora_te_x.lora_up.weight"] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray(1, 1), ["data_offsets"] = new JsonArray(0, 4) },
        }.ToJsonString();
        byte[] text = System.Text.Encoding.UTF8.GetBytes(header);
        Add(file, "");
        File.WriteAllBytes(_folder.PathOf(file.Split('/')), [.. BitConverter.GetBytes((long)text.Length), .. text, 0, 0, 0, 0]);
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
