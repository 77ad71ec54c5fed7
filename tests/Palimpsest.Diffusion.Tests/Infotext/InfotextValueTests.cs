using System.Text.Json;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Tests.Prompts;

namespace Palimpsest.Diffusion.Tests.Infotext;

public sealed class InfotextValueTests
{
    private const string File = "prompts/infotext_quote.json";

    public static IEnumerable<ITheoryDataRow> Quoted => ReferenceCases.Of(File, "quote");

    public static IEnumerable<ITheoryDataRow> Unquoted => ReferenceCases.Of(File, "unquote");

    [Theory]
    [MemberData(nameof(Quoted))]
    public void Values_are_quoted_as_in_the_reference(int number)
    {
        JsonElement pair = ReferenceCases.At(File, number, "quote");
        if (pair[0].ValueKind == JsonValueKind.String)
        {
            Assert.Equal(pair[1].GetString(), InfotextValue.Quote(pair[0].GetString()!));
        }
        else
        {
            // Numbers, booleans and null pass through unchanged; they never contain a separator.
            string printed = pair[0].GetRawText();
            Assert.Equal(printed, InfotextValue.Quote(printed));
        }
    }

    [Theory]
    [MemberData(nameof(Unquoted))]
    public void Values_are_unquoted_as_in_the_reference(int number)
    {
        JsonElement pair = ReferenceCases.At(File, number, "unquote");
        Assert.Equal(pair[1].GetString(), InfotextValue.Unquote(pair[0].GetString()!));
    }

    [Fact]
    public void Every_text_with_a_separator_survives_quoting()
    {
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            string text = ", " + new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(0x250))]);
            Assert.Equal(text, InfotextValue.Unquote(InfotextValue.Quote(text)));
        }
    }
}
