using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Diffusion.Networks;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Networks;

/// <summary>Every kind of embedding file against what webui reads in it.</summary>
public sealed class EmbeddingFolderTests
{
    private const string Folder = "adapters/textual-inversion";

    public static IEnumerable<ITheoryDataRow> Cases => Reference.Find($"{Folder}/index.json") is string path
        ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("files").EnumerateArray()
            .Select(file => (ITheoryDataRow)new TheoryDataRow<string>(file.GetProperty("file").GetString()!))
        : [new TheoryDataRow<string>("absent") { Skip = "The reference's embeddings are not here." }];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_holds_what_webui_reads(string name)
    {
        JsonElement expected = Reference.Json($"{Folder}/index.json").GetProperty("files").EnumerateArray().Single(file => file.GetProperty("file").GetString() == name);
        var library = new NetworkLibrary(new NetworkFolders { Embeddings = [Reference.Path(Folder)] });
        EmbeddingEntry? entry = library.Embeddings().SingleOrDefault(found => Path.GetFileName(found.Path) == name);
        string result = expected.GetProperty("result").GetString()!;

        if (result == "ignored")
        {
            Assert.True(entry?.Embedding is null, $"{name} is ignored by webui.");
        }
        else if (result == "error")
        {
            Assert.NotNull(entry);
            Assert.Null(entry.Embedding);
            Assert.Contains(name, entry.Fault);
        }
        else
        {
            Compare(expected, entry!, library);
        }
    }

    [Fact]
    public void Files_of_a_newer_torch_are_read_when_asked_for()
    {
        var folders = new NetworkFolders { Embeddings = [Reference.Path(Folder)], AcceptNewerTorch = true };
        EmbeddingEntry entry = new NetworkLibrary(folders).Embeddings().Single(found => found.Name == "modern-zip");

        Assert.Equal(768, entry.Embedding?.Width);
    }

    [Fact]
    public void Previews_are_no_embeddings()
    {
        string folder = Directory.CreateTempSubdirectory("palimpsest-embeddings").FullName;
        try
        {
            File.Copy(Reference.Path($"{Folder}/png-text.png"), Path.Combine(folder, "x.preview.png"));
            File.WriteAllBytes(Path.Combine(folder, "empty.pt"), []);

            Assert.Empty(new NetworkLibrary(new NetworkFolders { Embeddings = [folder] }).Embeddings());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_lora_brings_embeddings_and_bad_ones_spoil_it()
    {
        JsonElement @case = Reference.Json("adapters/lora-bundle/index.json").GetProperty("cases")[0];
        using NetworkFile network = NetworkFile.Open(Reference.Path($"adapters/lora-bundle/{@case.GetProperty("network").GetString()}"));

        Assert.Equal(@case.GetProperty("embeddings").EnumerateObject().Select(embedding => embedding.Name).Order(), network.Embeddings.Select(embedding => embedding.Name).Order());
        foreach (TextualInversion embedding in network.Embeddings)
        {
            JsonElement expected = @case.GetProperty("embeddings").GetProperty(embedding.Name);
            Assert.Equal((expected.GetProperty("vectors").GetInt32(), expected.GetProperty("shape").GetInt32()), (embedding.VectorCount, embedding.Width));
            double sum = embedding.Vectors.Sum(vector => vector.Sum(value => (double)value));
            Assert.Equal(expected.GetProperty("tensors").GetProperty("vec").GetProperty("sum").GetDouble(), sum, 1e-5);
        }

        Assert.Throws<CheckpointException>(() => NetworkFile.Open(Reference.Path("adapters/lora-bundle/bundle-bad.safetensors")));
    }

    private static void Compare(JsonElement expected, EmbeddingEntry entry, NetworkLibrary library)
    {
        TextualInversion embedding = entry.Embedding ?? throw new InvalidOperationException(entry.Fault);
        Assert.Equal(expected.GetProperty("name").GetString(), embedding.Name);
        Assert.Equal(expected.GetProperty("vectors").GetInt32(), embedding.VectorCount);
        Assert.Equal(expected.GetProperty("width").GetInt32(), embedding.Width);
        Assert.Equal(expected.GetProperty("step").ValueKind == JsonValueKind.Null ? null : expected.GetProperty("step").GetInt64(), embedding.Step);
        Assert.Equal(expected.GetProperty("sd_checkpoint").GetString(), embedding.Checkpoint);
        Assert.Equal(expected.GetProperty("shorthash").GetString(), library.EmbeddingHash(entry.Path));
        foreach (JsonProperty tensor in expected.GetProperty("tensors").EnumerateObject())
        {
            IReadOnlyList<float[]> vectors = tensor.Name == "clip_g" ? embedding.SecondVectors! : embedding.Vectors;
            float[] values = [.. vectors.SelectMany(vector => vector)];
            Assert.Equal(tensor.Value.GetProperty("sha256_f32").GetString(), Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values))));
        }
    }
}
