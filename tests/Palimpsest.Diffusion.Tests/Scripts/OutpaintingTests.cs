using System.Numerics;
using Palimpsest.Diffusion.Scripts.Outpainting;

namespace Palimpsest.Diffusion.Tests.Scripts;

public sealed class OutpaintingTests
{
    [Fact]
    public void The_generator_is_numpys()
    {
        var generator = new Pcg64(seed: 0);

        // numpy.random.default_rng(0).random(3), as NumPy's manual prints it.
        Assert.Equal(0.6369616873214543, generator.NextDouble());
        Assert.Equal(0.2697867137638703, generator.NextDouble());
        Assert.Equal(0.04097352393619469, generator.NextDouble());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 6)]
    [InlineData(15, 7)]
    public void A_transform_and_its_inverse_give_the_values_back(int rows, int columns)
    {
        Complex[] values = [.. Enumerable.Range(0, rows * columns).Select(i => new Complex(Math.Sin(i * 1.7), Math.Cos(i * i)))];
        Complex[] changed = [.. values];
        FourierTransform.InPlace(changed, rows, columns, inverse: false);

        // Orthonormal: lengths stay, and the first element is the sum over the root of the count.
        Assert.Equal(values.Sum(value => value.Magnitude * value.Magnitude), changed.Sum(value => value.Magnitude * value.Magnitude), 9);
        Complex mean = values.Aggregate(Complex.Zero, (sum, value) => sum + value) / Math.Sqrt(rows * columns);
        Assert.True((mean - changed[0]).Magnitude < 1e-9);
        FourierTransform.InPlace(changed, rows, columns, inverse: true);
        Assert.All(values.Zip(changed), pair => Assert.True((pair.First - pair.Second).Magnitude < 1e-9));
    }
}
