using Palimpsest.Diffusion.Prompts.Cleaning;

namespace Palimpsest.Diffusion.Tests.Prompts.Cleaning;

public sealed class CanonicalFormTests
{
    // Expected: unicodedata.normalize("NFC", …) of Python 3.11.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    public void Text_is_composed_as_unicode_says(string text, string expected) => Assert.Equal(expected, CanonicalForm.Compose(text));
}
