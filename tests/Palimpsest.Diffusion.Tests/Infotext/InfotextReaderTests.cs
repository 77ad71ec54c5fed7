using System.Text.Json;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Tests.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Infotext;

public sealed class InfotextReaderTests
{
    private const string File = "prompts/infotext_parse.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fields_are_those_of_the_reference_in_its_order(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case");

        OrderedDictionary<string, object> fields = InfotextReader.Read(input.GetProperty("text").GetString()!, Options(input.GetProperty("options")));

        Assert.Equal(@case.GetProperty("result").EnumerateObject().Select(field => $"{field.Name} = {JsonSerializer.Serialize(field.Value)}"), fields.Select(Print));
    }

    [Fact]
    public void What_the_writer_writes_is_read_back()
    {
        var extra = new InfotextParameters();
        extra.Set("Lora hashes", "a: 1, b: 2");
        extra.Set("Eta", 0.5);
        string infotext = InfotextWriter.Write(new InfotextImage
        {
            Prompt = "a cat, \"quoted\"\nsecond line",
            NegativePrompt = "bad\nworse",
            Steps = 20,
            Sampler = "Euler a",
            CfgScale = 7.5,
            Seed = 4294967295,
            Width = 512,
            Height = 768,
            Extra = extra,
            Version = "Palimpsest 0.1.0",
        });

        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext);

        Assert.Equal("a cat, \"quoted\"\nsecond line", fields["Prompt"]);
        Assert.Equal("bad\nworse", fields["Negative prompt"]);
        Assert.Equal(("512", "768", "4294967295"), (fields["Size-1"], fields["Size-2"], fields["Seed"]));
        Assert.Equal(("a: 1, b: 2", "0.5", "Palimpsest 0.1.0"), (fields["Lora hashes"], fields["Eta"], fields["Version"]));
        Assert.DoesNotContain("Downcast alphas_cumprod", fields.Keys);
    }

    // The first pass of 512² pixels: ceil(√(512²/(W·H))·W/64)·64.
    [Fact]
    public void A_first_pass_of_size_zero_is_computed_as_old_versions_did()
    {
        OrderedDictionary<string, object> fields = InfotextReader.Read("a\nSteps: 20, Seed: 1, Size: 1024x768, First pass size: 0x0");

        Assert.Equal((640, 448), (fields["Size-1"], fields["Size-2"]));
        Assert.Equal((1024, 768), (fields["Hires resize-1"], fields["Hires resize-2"]));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a b-")]
    [InlineData("key: \"")]
    [InlineData("key: \\\"")]
    [InlineData("k:")]
    [InlineData("ab: 1, ")]
    public void A_long_line_of_one_pattern_is_read_without_a_hang(string pattern) =>
        Assert.NotEmpty(InfotextReader.Read(string.Concat(Enumerable.Repeat(pattern, 50_000))));

    [Fact]
    public void A_weight_that_is_no_number_does_not_stop_the_reading() =>
        Assert.Equal("Original", InfotextReader.Read("(a:1.2.3)\nSteps: 20, Sampler: Euler, Seed: 1")["Emphasis"]);

    private static string Print(KeyValuePair<string, object> field) => $"{field.Key} = {field.Value switch
    {
        bool value => value ? "true" : "false",
        int value => value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        string[] names => JsonSerializer.Serialize(names),
        object value => JsonSerializer.Serialize((string)value),
    }}";

    private static InfotextReading Options(JsonElement options) => new()
    {
        Styles = new PromptStyles(StyleFile.Parse(Reference.Json("prompts/styles.json").GetProperty("csv").GetString()!)),
        StylePasting = options.TryGetProperty("infotext_styles", out JsonElement pasting)
            ? Enum.Parse<StylePasting>(pasting.GetString()!.Replace(" ", ""), ignoreCase: true)
            : StylePasting.ApplyIfAny,
        AutoBackwardCompatibility = !options.TryGetProperty("auto_backcompat", out JsonElement compatible) || compatible.GetBoolean(),
        SkippedKeys = options.TryGetProperty("infotext_skip_pasting", out JsonElement skipped) ? [.. skipped.EnumerateArray().Select(key => key.GetString()!)] : [],
    };
}
