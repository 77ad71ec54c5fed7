using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Diffusion.Tests.Jobs;

public sealed class NaturalOrderTests
{
    [Fact]
    public void Numbers_count_by_their_value()
    {
        string[] expected = ["a", "a1", "A2", "a02b", "a9", "a10", "a10.5", "a123456789012345678901234567890", "b"];
        Assert.Equal(expected, expected.Reverse().Order(NaturalOrder.Instance));
    }
}
