using System.Text.Json;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Networks;

/// <summary>Where textual inversions stand in a prompt's chunks, against webui.</summary>
public sealed class EmbeddingPlacementTests
{
    private const string File = "adapters/textual-inversion/prompts.json";

    private static readonly ClipTokenizer Clip = new();

    public static IEnumerable<ITheoryDataRow> Cases => Prompts.ReferenceCases.Of(File, input: "prompt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokens_multipliers_and_places_are_webuis(int number)
    {
        JsonElement @case = Prompts.ReferenceCases.At(File, number);
        TokenizedPrompt prompt = Tokenizer().Tokenize(@case.GetProperty("prompt").GetString()!, EmphasisMode.Original, @case.GetProperty("comma_padding_backtrack").GetInt32());

        Assert.Equal(@case.GetProperty("token_count").GetInt32(), prompt.TokenCount);
        Assert.Equal(@case.GetProperty("chunks").GetArrayLength(), prompt.Chunks.Count);
        foreach ((JsonElement expected, PromptChunk chunk) in @case.GetProperty("chunks").EnumerateArray().Zip(prompt.Chunks))
        {
            Assert.Equal(expected.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()), chunk.Tokens);
            IEnumerable<float> multipliers = expected.GetProperty("multipliers").EnumerateArray().SelectMany(run => Enumerable.Repeat(run[0].GetSingle(), run[1].GetInt32()));
            Assert.Equal(multipliers, chunk.Multipliers);
            Assert.Equal(expected.GetProperty("fixes").EnumerateArray().Select(fix => new PlacedEmbedding(fix[0].GetInt32(), fix[1].GetString()!)), chunk.Embeddings);
        }
    }

    [Fact]
    public void Names_are_tokenized_as_webui_does()
    {
        foreach (JsonProperty embedding in Reference.Json(File).GetProperty("embeddings").EnumerateObject())
        {
            Assert.Equal(embedding.Value.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), Clip.Encode(embedding.Name));
        }
    }

    private static PromptTokenizer Tokenizer() => new(Clip, new EmbeddingNames(
        Reference.Json(File).GetProperty("embeddings").EnumerateObject().Select(embedding => new EmbeddingName(embedding.Name, embedding.Value.GetProperty("vectors").GetInt32())), Clip));
}
