using System.Text.Json;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class ClipTokenizerTests
{
    private static readonly ClipTokenizer Tokenizer = new();

    [Theory]
    [InlineData(ClipTokenizerKind.Transformers, "hf")]
    [InlineData(ClipTokenizerKind.OpenClip, "openclip")]
    public void Every_string_of_the_tokenizer_reference_has_the_ids_of_that_program(ClipTokenizerKind kind, string column)
    {
        var tokenizer = new ClipTokenizer(kind);
        var cases = Reference.Json("models/tokenizer.json").GetProperty("cases").EnumerateArray().ToList();
        List<string> failures = [];
        foreach (JsonElement @case in cases)
        {
            int[] expected = Ids(@case.TryGetProperty(column, out JsonElement own) ? own : @case.GetProperty("ids"));
            Check(failures, tokenizer, @case.GetProperty("text").GetString()!, expected);
        }

        Assert.True(cases.Count > 0 && failures.Count == 0, $"{failures.Count} of {cases.Count}:\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void Every_string_of_the_prompt_reference_has_its_ids()
    {
        var cases = Reference.Json("prompts/tokens.json").GetProperty("cases").EnumerateArray().ToList();
        List<string> failures = [];
        foreach (JsonElement @case in cases)
        {
            Check(failures, Tokenizer, @case.GetProperty("case").GetString()!, Ids(@case.GetProperty("ids")));
        }

        Assert.True(cases.Count > 0 && failures.Count == 0, $"{failures.Count} of {cases.Count}:\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void A_word_of_a_million_letters_is_tokenized_without_quadratic_work()
    {
        int[] ids = Tokenizer.Encode(new string('a', 1_000_000));

        Assert.InRange(ids.Length, 1, 1_000_000);
        Assert.All(ids, id => Assert.InRange(id, 0, ClipTokenizer.StartOfText - 1));
    }

    [Fact]
    public void Deeply_nested_character_references_are_decoded_in_one_pass() =>
        Assert.Equal(Tokenizer.Encode("<"), Tokenizer.Encode($"&{string.Concat(Enumerable.Repeat("amp;", 100_000))}lt;"));

    [Fact]
    public void A_long_text_of_openers_is_searched_for_marks_once() =>
        Assert.NotEmpty(Tokenizer.Encode(string.Concat(Enumerable.Repeat("<|", 100_000))));

    [Theory]
    [InlineData(ClipTokenizerKind.Transformers)]
    [InlineData(ClipTokenizerKind.OpenClip)]
    public void Any_text_gives_ids_of_the_vocabulary(ClipTokenizerKind kind)
    {
        var tokenizer = new ClipTokenizer(kind);
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 0x180 : 0x10000))]);
            Assert.All(tokenizer.Encode(text), id => Assert.InRange(id, 0, ClipTokenizer.EndOfText));
        }
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static void Check(List<string> failures, ClipTokenizer tokenizer, string text, int[] expected)
    {
        int[] actual = tokenizer.Encode(text);
        if (!actual.SequenceEqual(expected))
        {
            failures.Add($"{JsonSerializer.Serialize(text)}: [{string.Join(',', actual)}], expected [{string.Join(',', expected)}]");
        }
    }
}
