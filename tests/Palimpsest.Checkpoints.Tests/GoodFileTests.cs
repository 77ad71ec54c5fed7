using System.Security.Cryptography;
using System.Text.Json;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class GoodFileTests
{
    private const string Folder = "checkpoints/good";

    public static TheoryData<string> Files => [.. Entries().Where(entry => Text(entry, "format") != "gguf").Select(entry => Text(entry, "file"))];

    public static TheoryData<string> GgufFiles => [.. Entries().Where(entry => Text(entry, "format") == "gguf").Select(entry => Text(entry, "file"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_tensor_has_the_reference_bytes(string file)
    {
        JsonElement expected = Entries().Single(entry => Text(entry, "file") == file).GetProperty("tensors");
        using Checkpoint checkpoint = Checkpoint.Open(Reference.Path($"{Folder}/{file}"));
        string prefix = expected.EnumerateObject().All(tensor => tensor.Name.StartsWith("state_dict.", StringComparison.Ordinal)) ? "state_dict." : "";
        Assert.Equal(
            expected.EnumerateObject().Select(tensor => tensor.Name).Order(StringComparer.Ordinal),
            checkpoint.Tensors.Keys.Select(key => prefix + key).Order(StringComparer.Ordinal));
        foreach (JsonProperty tensor in expected.EnumerateObject())
        {
            StoredTensor found = checkpoint.Tensors[tensor.Name[prefix.Length..]];
            Assert.Equal(Text(tensor.Value, "dtype"), found.Type.ToString());
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), found.Shape);
            Assert.Equal(Text(tensor.Value, "sha256"), Sha256(found));
        }
    }

    [Theory]
    [InlineData("e4m3", "e4m3_as_f32")]
    [InlineData("e5m2", "e5m2_as_f32")]
    public void Eight_bit_floats_widen_to_the_reference_values(string narrow, string wide)
    {
        using Checkpoint checkpoint = Checkpoint.Open(Reference.Path($"{Folder}/float8-all-values.safetensors"));
        Assert.Equal(checkpoint.Weights[wide].ToFloats(), checkpoint.Weights[narrow].ToFloats());
    }

    [Fact]
    public void Metadata_texts_are_kept_exactly()
    {
        JsonElement expected = Entries().Single(entry => Text(entry, "file") == "metadata.safetensors").GetProperty("metadata");
        using Checkpoint checkpoint = Checkpoint.Open(Reference.Path($"{Folder}/metadata.safetensors"));
        Assert.Equal(expected.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!), checkpoint.Metadata);
    }

    [Fact]
    public void Numbers_beside_pickled_tensors_become_metadata()
    {
        using Checkpoint lightning = Checkpoint.Open(Reference.Path($"{Folder}/zip-lightning.ckpt"));
        Assert.Equal("470000", lightning.Metadata["global_step"]);
        using Checkpoint hypernetwork = Checkpoint.Open(Reference.Path($"{Folder}/zip-int-keys.pt"));
        Assert.Equal("[1, 2, 1]", hypernetwork.Metadata["layer_structure"]);
    }

    [Theory]
    [MemberData(nameof(GgufFiles))]
    public void Gguf_is_recognised_and_declined(string file)
    {
        var exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(Reference.Path($"{Folder}/{file}")));
        Assert.Contains("not supported yet", exception.Message);
    }

    [Fact]
    public void A_weight_opened_after_its_checkpoint_is_closed_throws()
    {
        Checkpoint checkpoint = Checkpoint.Open(Reference.Path($"{Folder}/f16-model.safetensors"));
        Weight weight = checkpoint.Weights.Values.First();
        Assert.Equal(ElementType.Float16, weight.Type);
        checkpoint.Dispose();
        Assert.Throws<ObjectDisposedException>(() => weight.ToFloats());
    }

    private static JsonElement[] Entries() => Reference.Find($"{Folder}/index.json") is string path
        ? [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("files").EnumerateArray()]
        : [];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static unsafe string Sha256(StoredTensor tensor)
    {
        using WeightBytes bytes = tensor.Open();
        Assert.Equal(tensor.LengthBytes, bytes.LengthBytes);
        return Convert.ToHexStringLower(SHA256.HashData(new ReadOnlySpan<byte>(bytes.Pointer, (int)bytes.LengthBytes)));
    }
}
