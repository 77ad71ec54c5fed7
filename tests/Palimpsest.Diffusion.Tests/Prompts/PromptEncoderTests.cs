using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptEncoderTests
{
    private static readonly PromptTokenizer Tokenizer = new(new ClipTokenizer());

    [Fact]
    public void A_plain_prompt_is_the_encoders_output()
    {
        Conditioning conditioning = Encode("a cat").At(0);

        Assert.Equal((PromptChunk.Length, TestEncoder.TokenWidth), (conditioning.TokenCount, conditioning.Width));
        Close.Within(1e-6, Hidden("a cat"), conditioning.Tokens, "a cat");
    }

    [Fact]
    public void Two_chunks_stand_one_after_the_other()
    {
        Conditioning conditioning = Encode("a cat BREAK a dog").At(0);

        Assert.Equal(2 * PromptChunk.Length, conditioning.TokenCount);
        Close.Within(1e-6, [.. Hidden("a cat"), .. Hidden("a dog")], conditioning.Tokens, "two chunks");
    }

    [Fact]
    public void The_mean_is_restored_over_all_variants_of_a_schedule_as_often_as_they_occur()
    {
        // Three steps of an alternation: the first text twice, the second once.
        string[] texts = ["(a cat:1.6)", "[a dog]", "(a cat:1.6)"];
        float[] expected = [.. Hidden("a cat"), .. Hidden("a dog"), .. Hidden("a cat")];
        float[] multipliers = [.. texts.SelectMany(text => Tokenizer.Tokenize(text).Chunks[0].Multipliers)];
        Emphasis.ApplyInPlace(EmphasisMode.Original, expected, multipliers);

        ConditioningSchedule conditioning = Encode("[(a cat:1.6)|[a dog]]", steps: 3);

        Assert.Equal([1, 2, 3], conditioning.Entries.Select(entry => entry.EndStep));
        Close.Within(1e-6, expected, [.. conditioning.Entries.SelectMany(entry => entry.Conditioning.Tokens)], "alternation");
    }

    [Fact]
    public void A_variant_with_fewer_chunks_gets_empty_ones()
    {
        ConditioningSchedule conditioning = Encode("[a cat BREAK a dog:a fox:5]", steps: 10);

        Assert.Equal([5, 10], conditioning.Entries.Select(entry => entry.EndStep));
        Close.Within(1e-6, [.. Hidden("a fox"), .. Hidden("")], conditioning.Entries[1].Conditioning.Tokens, "short variant");
    }

    [Fact]
    public void A_call_uses_the_first_entry_that_does_not_end_before_it_and_late_calls_the_first_of_all()
    {
        ConditioningSchedule conditioning = Encode("[a:b:5]", steps: 10);
        (Conditioning before, Conditioning after) = (conditioning.Entries[0].Conditioning, conditioning.Entries[1].Conditioning);

        Assert.Same(before, conditioning.At(0));
        Assert.Same(before, conditioning.At(5));
        Assert.Same(after, conditioning.At(6));
        Assert.Same(after, conditioning.At(10));
        Assert.Same(before, conditioning.At(11));
    }

    [Fact]
    public void Parts_joined_by_and_carry_their_weights_and_equal_texts_are_encoded_once()
    {
        var encoder = new TestEncoder();
        IReadOnlyList<PromptPart> parts = new PromptEncoder(encoder, Tokenizer, new PromptOptions()).EncodePositive("x AND cat:2 AND cat:0.5", 10);

        Assert.Equal([1, 2, 0.5], parts.Select(part => part.Weight));
        Assert.Same(parts[1].Schedule, parts[2].Schedule);
        Assert.Equal(2, encoder.Calls);
    }

    [Fact]
    public void And_is_a_word_in_a_negative_prompt() => Close.Within(1e-6, Hidden("a AND b"), Encode("a AND b").At(0).Tokens, "negative");

    [Fact]
    public void The_same_request_is_encoded_once_and_other_steps_again()
    {
        var encoder = new TestEncoder();
        var prompts = new PromptEncoder(encoder, Tokenizer, new PromptOptions());

        Assert.Same(prompts.EncodeNegative("[a:b:0.5]", 10), prompts.EncodeNegative("[a:b:0.5]", 10));
        Assert.NotSame(prompts.EncodeNegative("[a:b:0.5]", 10), prompts.EncodeNegative("[a:b:0.5]", 20));
        Assert.Equal(2, encoder.Calls);
    }

    [Fact]
    public void An_encoder_with_other_padding_gets_it_after_the_first_end_of_text()
    {
        var encoder = new TestEncoder { PaddingToken = 0 };
        new PromptEncoder(encoder, Tokenizer, new PromptOptions()).EncodeNegative("a cat", 10);

        Assert.Equal([ClipTokenizer.StartOfText, 320, 2368, ClipTokenizer.EndOfText, .. Enumerable.Repeat(0, 73)], encoder.LastTokens);
    }

    [Fact]
    public void Brackets_are_words_without_emphasis()
    {
        Conditioning conditioning = new PromptEncoder(new TestEncoder(), Tokenizer, new PromptOptions(EmphasisMode.None)).EncodeNegative("(cat:1.2)", 10).At(0);

        float[] expected = new float[PromptChunk.Length * TestEncoder.TokenWidth];
        new TestEncoder().Encode(Tokenizer.Tokenize("(cat:1.2)", EmphasisMode.None).Chunks[0].Tokens, 1, expected);
        Close.Within(0, expected, conditioning.Tokens, "no emphasis");
    }

    [Fact]
    public void A_textual_inversion_that_the_encoder_cannot_take_is_refused_by_name()
    {
        var clip = new ClipTokenizer();
        var tokenizer = new PromptTokenizer(clip, new EmbeddingNames([new EmbeddingName("easynegative", 8)], clip));

        var error = Assert.Throws<PromptException>(() => new PromptEncoder(new TestEncoder(), tokenizer, new PromptOptions()).EncodeNegative("easynegative", 10));
        Assert.Contains("easynegative", error.Message);
    }

    [Theory]
    [InlineData("cat, ", "chunks of 75 tokens")]
    [InlineData("x", "chunks of 75 tokens")]
    [InlineData("日本", "chunks of 75 tokens")]
    [InlineData("[a:b:0.5] ", "chunks of 75 tokens")]
    [InlineData("a AND ", "parts joined by AND")]
    [InlineData("((((", "opens more than 1000 brackets")]
    public void A_prompt_of_a_megabyte_is_refused_with_a_reason(string pattern, string reason)
    {
        string prompt = string.Concat(Enumerable.Repeat(pattern, (1 << 20) / pattern.Length));
        var error = Assert.Throws<PromptException>(() => new PromptEncoder(new TestEncoder(), Tokenizer, new PromptOptions()).EncodePositive(prompt, 20));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static ConditioningSchedule Encode(string prompt, int steps = 20) =>
        new PromptEncoder(new TestEncoder(), Tokenizer, new PromptOptions()).EncodeNegative(prompt, steps);

    /// <summary>The encoder's output for the first chunk of a text.</summary>
    private static float[] Hidden(string text)
    {
        var hidden = new float[PromptChunk.Length * TestEncoder.TokenWidth];
        new TestEncoder().Encode(Tokenizer.Tokenize(text).Chunks[0].Tokens, 1, hidden);
        return hidden;
    }

    /// <summary>An encoder whose values are a function of the token and its place.</summary>
    private sealed class TestEncoder : ITextEncoder
    {
        public const int TokenWidth = 3;

        public int Width => TokenWidth;

        public int PaddingToken { get; init; } = ClipTokenizer.EndOfText;

        public int Calls { get; private set; }

        public int[] LastTokens { get; private set; } = [];

        public void Encode(int[] tokens, int count, Span<float> hidden)
        {
            Assert.Equal(count * PromptChunk.Length, tokens.Length);
            Assert.Equal(tokens.Length * Width, hidden.Length);
            Calls++;
            LastTokens = tokens;
            for (int i = 0; i < hidden.Length; i++)
            {
                hidden[i] = 0.4f + MathF.Sin((tokens[i / Width] * 0.37f) + (i % (PromptChunk.Length * Width) * 0.11f));
            }
        }
    }
}
