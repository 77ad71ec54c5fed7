using Palimpsest.Diffusion.Prompts.Cleaning;

namespace Palimpsest.Diffusion.Tests.Prompts.Cleaning;

public sealed class HtmlEntitiesTests
{
    // Expected: html.unescape of Python 3.11.
    [Theory]
    [InlineData("&amp;amp;", "&amp;")]
    [InlineData("&ampx", "&x")]
    [InlineData("&notit;", "¬it;")]
    [InlineData("&notin;", "∉")]
    [InlineData("&#65 &#x41;&#X41", "A AA")]
    [InlineData("&#;&#x;", "&#;&#x;")]
    [InlineData("&#128;&#0;&#xD800;&#1;&#99999999999999999999;", "€\uFFFD\uFFFD\uFFFD")]
    [InlineData("&copycat &unknown; &", "©cat &unknown; &")]
    public void References_are_unescaped_as_python_does(string text, string expected) => Assert.Equal(expected, HtmlEntities.Unescape(text));

    [Theory]
    [InlineData("&amp;amp;lt;", "<")]
    [InlineData("&amp", "&amp")]
    [InlineData("&NTILDE;&COPYSR;", "Ñ&COPYSR;")]
    [InlineData("&#59;", "&#59;")]
    public void References_are_decoded_as_ftfy_does(string text, string expected) => Assert.Equal(expected, HtmlEntities.Decode(text));
}
