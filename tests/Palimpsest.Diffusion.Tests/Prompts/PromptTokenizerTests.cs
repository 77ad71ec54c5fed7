using System.Text.Json;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptTokenizerTests
{
    private const string File = "prompts/chunks.json";
    private static readonly ClipTokenizer Clip = new();

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Chunks_multipliers_and_embeddings_are_those_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case"), options = input.GetProperty("options");
        EmphasisMode mode = options.TryGetProperty("emphasis", out JsonElement emphasis) ? Emphasis.FromOption(emphasis.GetString()!) : EmphasisMode.Original;
        int backtrack = options.TryGetProperty("comma_padding_backtrack", out JsonElement tokens) ? tokens.GetInt32() : PromptTokenizer.DefaultCommaBacktrack;

        TokenizedPrompt prompt = new PromptTokenizer(Clip, Embeddings()).Tokenize(input.GetProperty("line").GetString()!, mode, backtrack);

        Assert.Equal(@case.GetProperty("token_count").GetInt32(), prompt.TokenCount);
        Assert.Equal(@case.GetProperty("chunks").GetArrayLength(), prompt.Chunks.Count);
        foreach ((JsonElement expected, PromptChunk chunk) in @case.GetProperty("chunks").EnumerateArray().Zip(prompt.Chunks))
        {
            Assert.Equal(expected.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()), chunk.Tokens);
            JsonElement multipliers = expected.GetProperty("multipliers");
            Assert.Equal(
                multipliers.ValueKind == JsonValueKind.Number
                    ? Enumerable.Repeat(multipliers.GetSingle(), chunk.Tokens.Length)
                    : multipliers.EnumerateArray().Select(value => (float)value.GetDouble()),
                chunk.Multipliers);
            Assert.Equal(
                expected.GetProperty("fixes").EnumerateArray().Select(place => new PlacedEmbedding(place[0].GetInt32(), place[1].GetString()!)),
                chunk.Embeddings);
        }
    }

    [Fact]
    public void A_prompt_without_embeddings_names_none()
    {
        TokenizedPrompt prompt = new PromptTokenizer(Clip).Tokenize("a cat");

        PromptChunk chunk = Assert.Single(prompt.Chunks);
        Assert.Equal(PromptChunk.Length, chunk.Tokens.Length);
        Assert.Equal([ClipTokenizer.StartOfText, 320, 2368, ClipTokenizer.EndOfText], chunk.Tokens[..4]);
        Assert.Empty(chunk.Embeddings);
    }

    [Fact]
    public void Old_emphasis_counts_the_brackets_of_tokens_and_leaves_them_out()
    {
        int[] words = [.. Clip.Encode("a cat"), .. Clip.Encode("and dog bird fox")];

        PromptChunk chunk = Assert.Single(new PromptTokenizer(Clip).Tokenize("a (cat) and ((dog)) [bird fox", new PromptOptions(OldEmphasis: true)).Chunks);

        Assert.Equal([ClipTokenizer.StartOfText, .. words, ClipTokenizer.EndOfText], chunk.Tokens[..(words.Length + 2)]);
        const double Step = 1.1;
        Assert.Equal([1, 1, (float)Step, 1, (float)(Step * Step), (float)(1 / Step), (float)(1 / Step), 1], chunk.Multipliers[..8]);
    }

    [Fact]
    public void Old_emphasis_reads_weights_and_BREAK_as_words_and_cuts_what_is_beyond_a_chunk()
    {
        var options = new PromptOptions(OldEmphasis: true);
        Assert.Equal(
            [ClipTokenizer.StartOfText, .. Clip.Encode("x : 1 . 5 break y")],
            Assert.Single(new PromptTokenizer(Clip).Tokenize("( x : 1 . 5 ) BREAK y", options).Chunks).Tokens[..8]);

        TokenizedPrompt cut = new PromptTokenizer(Clip).Tokenize(string.Join(' ', Enumerable.Repeat("cat", 80)), options);

        Assert.Equal(80, cut.TokenCount);
        Assert.Equal(PromptChunk.Length, Assert.Single(cut.Chunks).Tokens.Length);
        Assert.Equal(ClipTokenizer.EndOfText, cut.Chunks[0].Tokens[^1]);
    }

    [Fact]
    public void Old_emphasis_without_emphasis_reads_brackets_as_words()
    {
        PromptChunk chunk = new PromptTokenizer(Clip).Tokenize("(cat)", new PromptOptions(EmphasisMode.None, OldEmphasis: true)).Chunks[0];

        Assert.Equal([ClipTokenizer.StartOfText, .. Clip.Encode("(cat)"), ClipTokenizer.EndOfText], chunk.Tokens[..5]);
    }

    private static EmbeddingNames Embeddings() => new(
        Reference.Json(File).GetProperty("embeddings").EnumerateArray().Select(pair => new EmbeddingName(pair[0].GetString()!, pair[1].GetInt32())),
        Clip);
}
