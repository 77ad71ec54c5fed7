using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class StrengthRangeTests
{
    [Theory]
    [InlineData(0, "Slight")]
    [InlineData(0.39, "Slight")]
    [InlineData(0.4, "Balanced")]
    [InlineData(0.65, "Significant")]
    [InlineData(1, "Significant")]
    public void Every_strength_lies_in_one_range(double strength, string expected)
    {
        Assert.Equal(expected, StrengthRange.Of(strength).Name);
        Assert.Single(StrengthRange.All, range => range.Contains(strength));
    }

    [Fact]
    public void A_button_sets_a_value_of_its_range() => Assert.All(StrengthRange.All, range => Assert.True(range.Contains(range.Typical)));

    [Theory]
    [InlineData(0.6, new[] { 0.4, 0.6, 0.8 })]
    [InlineData(1, new[] { 0.6, 0.8, 1 })]
    [InlineData(0, new[] { 0, 0.2, 0.4 })]
    public void A_comparison_stays_within_the_range(double strength, double[] expected) => Assert.Equal(expected, ComparedValues.Strengths(strength));
}
