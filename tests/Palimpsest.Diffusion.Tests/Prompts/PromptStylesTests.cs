using System.Text.Json;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptStylesTests
{
    private const string File = "prompts/styles.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Styles_are_applied_and_extracted_as_in_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case");
        var styles = new PromptStyles(StyleFile.Parse(Reference.Json(File).GetProperty("csv").GetString()!));
        string prompt = input.GetProperty("prompt").GetString()!;
        (string Prompt, string Negative) expected = (@case.GetProperty("prompt").GetString()!, @case.GetProperty("negative_prompt").GetString()!);
        if (input.GetProperty("op").GetString() == "apply")
        {
            // The reference applies to the same text on both sides.
            Assert.Equal(expected, styles.Apply(prompt, prompt, Names(input)));
            return;
        }

        (IReadOnlyList<string> names, string rest, string negative) = styles.Extract(prompt, input.GetProperty("negative_prompt").GetString()!);
        Assert.Equal(Names(@case), names);
        Assert.Equal(expected, (rest, negative));
    }

    [Fact]
    public void The_file_of_the_reference_is_read_as_there() => Assert.Equal(
        Reference.Json(File).GetProperty("loaded").EnumerateArray().Select(row => new PromptStyle(row[0].GetString()!, row[1].GetString()!, row[2].GetString()!)),
        StyleFile.Parse(Reference.Json(File).GetProperty("csv").GetString()!));

    [Fact]
    public void An_old_file_with_a_byte_order_mark_and_two_columns_is_read() =>
        Assert.Equal([new PromptStyle("a", "say \"hi\", b", "")], StyleFile.Parse("\uFEFFname,text\r\na,\"say \"\"hi\"\", b\"\r\n"));

    [Fact]
    public void A_file_without_the_columns_is_refused_with_what_it_has()
    {
        var error = Assert.Throws<PromptException>(() => StyleFile.Parse("title,words\na,b\n"));

        Assert.Contains("title, words", error.Message);
    }

    private static IEnumerable<string> Names(JsonElement holder) => holder.GetProperty("styles").EnumerateArray().Select(name => name.GetString()!);
}
