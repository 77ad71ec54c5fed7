using System.Globalization;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Tests.Infotext;

public sealed class PythonNumberTests
{
    // Expected: repr() of Python 3.11.
    [Theory]
    [InlineData(7.0, "7.0")]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000012345, "1.2345e-05")]
    [InlineData(123456789.5, "123456789.5")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(100.0, "100.0")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void A_real_prints_as_python_prints_it(double value, string expected) => Assert.Equal(expected, ((PythonNumber)value).ToString());

    [Theory]
    [InlineData(7L, "7")]
    [InlineData(-1L, "-1")]
    [InlineData(4294967295L, "4294967295")]
    public void An_integer_prints_without_a_point(long value, string expected) => Assert.Equal(expected, ((PythonNumber)value).ToString());

    [Fact]
    public void Every_printed_real_reads_back_as_itself()
    {
        var random = new Random(11);
        for (int round = 0; round < 2000; round++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(((PythonNumber)value).ToString(), CultureInfo.InvariantCulture));
            }
        }
    }
}
