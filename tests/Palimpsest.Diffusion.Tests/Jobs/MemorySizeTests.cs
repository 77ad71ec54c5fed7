using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Diffusion.Tests.Jobs;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("6GB", 6_000_000_000)]
    [InlineData("1.5 gib", 1_610_612_736)]
    [InlineData("800M", 800_000_000)]
    [InlineData("100MB", 100_000_000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("6")]
    [InlineData("-6GB")]
    [InlineData("99MB")]
    [InlineData("1e30GB")]
    [InlineData("NaNGB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<FormatException>(() => MemorySize.Parse(text));

    [Theory]
    [InlineData(3_424_000_000, "3.42 GB")]
    [InlineData(812_300_000, "812 MB")]
    [InlineData(27_400, "27 kB")]
    [InlineData(232, "232 bytes")]
    public void Sizes_are_written_in_powers_of_ten(long bytes, string text) => Assert.Equal(text, MemorySize.Format(bytes));
}
