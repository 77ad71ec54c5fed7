using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Tests.Schedules;

public sealed class BetaDistributionTests
{
    [Theory]
    [InlineData(0.25, 1, 1, 0.25)]
    [InlineData(0.3, 2, 1, 0.5477225575051661)]
    [InlineData(0.3, 1, 2, 0.1633399734659245)]
    [InlineData(0.5, 7.5, 7.5, 0.5)]
    public void Quantiles_agree_with_closed_forms(double probability, double alpha, double beta, double expected) =>
        Assert.Equal(expected, BetaDistribution.Quantile(probability, alpha, beta), 1e-13);

    [Theory]
    [InlineData(0.6, 0.6)]
    [InlineData(0.05, 3)]
    [InlineData(12, 0.3)]
    [InlineData(200, 300)]
    public void The_quantile_inverts_the_distribution_function(double alpha, double beta)
    {
        foreach (double probability in (double[])[0.01, 0.2, 0.5, 0.8, 0.9])
        {
            double x = BetaDistribution.Quantile(probability, alpha, beta);
            Assert.Equal(probability, BetaDistribution.Cumulative(x, alpha, beta), 1e-9);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.PositiveInfinity, 1)]
    public void Shapes_that_are_not_positive_numbers_are_refused(double alpha, double beta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaDistribution.Quantile(0.5, alpha, beta));
}
