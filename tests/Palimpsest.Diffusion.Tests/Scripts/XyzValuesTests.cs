using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Diffusion.Tests.Scripts;

public sealed class XyzValuesTests
{
    [Theory]
    [InlineData("Steps", "1-5", "1 2 3 4 5")]
    [InlineData("Steps", "1-5 (+2), 9", "1 3 5 9")]
    [InlineData("Steps", "10-1(-3)", "10 7 4")]
    [InlineData("Steps", "1-10 [4]", "1 4 7 10")]
    [InlineData("CFG Scale", "3, 7.5", "3 7.5")]
    [InlineData("CFG Scale", "1-2 (+0.5)", "1 1.5 2")]
    [InlineData("CFG Scale", "5-9 [2]", "5 9")]
    [InlineData("Prompt S/R", "a, \"b, c\" ,d", "a b, c d")]
    public void Values_are_read_as_webui_reads_them(string axis, string text, string expected)
    {
        IReadOnlyList<object> values = XyzValues.Parse("X", XyzAxes.Find(axis, txt2Img: true), text);
        Assert.Equal(expected, string.Join(' ', values.Select(value => FormattableString.Invariant($"{value}"))));
    }

    [Theory]
    [InlineData("Steps", "3, q", "q")]
    [InlineData("Steps", "", "no values")]
    [InlineData("CFG Scale", "NaN", "NaN")]
    [InlineData("CFG Scale", "1-2 (+0)", "1-2 (+0)")]
    [InlineData("Seed", "1-999999999", "1-999999999")]
    public void A_bad_value_is_refused_with_its_axis(string axis, string text, string said)
    {
        GenerationException refusal = Assert.Throws<GenerationException>(() => XyzValues.Parse("Y", XyzAxes.Find(axis, txt2Img: true), text));
        Assert.Contains($"Y ({axis})", refusal.Message);
        Assert.Contains(said, refusal.Message);
    }

    [Fact]
    public void All_orders_come_in_their_order()
    {
        IReadOnlyList<object> values = XyzValues.Parse("X", XyzAxes.Find("Prompt order", txt2Img: true), "a,b,c");
        Assert.Equal("abc acb bac bca cab cba", string.Join(' ', values.Select(value => string.Concat((string[])value))));
    }

    [Fact]
    public void An_axis_has_webuis_number_on_each_tab()
    {
        Assert.Equal("CFG Scale", XyzAxes.OfTab(txt2Img: false)[5].Label);
        Assert.Equal("Schedule type", XyzAxes.OfTab(txt2Img: false)[16].Label);
        Assert.Equal("Hires steps", XyzAxes.OfTab(txt2Img: true)[5].Label);
    }
}
