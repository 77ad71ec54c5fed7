using System.Text.Json;
using Palimpsest.Imaging.Metrics;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Metrics;

public class PictureMetricsTests
{
    private const string Cases = "images/metrics/metrics.json";

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (JsonElement row in Rows())
            {
                pairs.Add(row.GetProperty("a").GetString()!, row.GetProperty("b").GetString()!);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Values_are_those_of_scikit_image(string nameA, string nameB)
    {
        JsonElement row = Rows().Single(one => one.GetProperty("a").GetString() == nameA && one.GetProperty("b").GetString() == nameB);
        Picture a = Read(nameA), b = Read(nameB);
        double tolerance = Reference.Json(Cases).GetProperty("tolerance").GetDouble();
        Assert.Equal(row.GetProperty("mse").GetDouble(), PictureMetrics.MeanSquaredError(a, b), tolerance);
        double psnr = row.GetProperty("psnr").ValueKind == JsonValueKind.Null ? double.PositiveInfinity : row.GetProperty("psnr").GetDouble();
        Assert.Equal(psnr, PictureMetrics.Psnr(a, b), tolerance);
        Assert.Equal(row.GetProperty("ssim_uniform7").GetDouble(), PictureMetrics.Ssim(a, b, SsimWindow.Uniform7), tolerance);
        Assert.Equal(row.GetProperty("ssim_gauss11").GetDouble(), PictureMetrics.Ssim(a, b, SsimWindow.Gaussian11), tolerance);
        Assert.Equal(row.GetProperty("ssim_grey_uniform7").GetDouble(), PictureMetrics.Ssim(a.ToGrey(), b.ToGrey(), SsimWindow.Uniform7), tolerance);
        Assert.Equal(row.GetProperty("ssim_grey_gauss11").GetDouble(), PictureMetrics.Ssim(a.ToGrey(), b.ToGrey(), SsimWindow.Gaussian11), tolerance);
    }

    [Fact]
    public void Pictures_of_different_size_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => PictureMetrics.Psnr(new Picture(1, 2, 1, new byte[2]), new Picture(2, 1, 1, new byte[2])));

    [Fact]
    public void Pictures_smaller_than_the_window_have_no_similarity() =>
        Assert.Throws<ArgumentException>(() => PictureMetrics.Ssim(new Picture(6, 9, 1, new byte[54]), new Picture(6, 9, 1, new byte[54]), SsimWindow.Uniform7));

    private static Picture Read(string name) => PictureReader.Read(Reference.Path($"images/metrics/{name}.png")).ToRgba8().ToRgb();

    private static IEnumerable<JsonElement> Rows() => Reference.Find(Cases) is null ? [] : Reference.Json(Cases).GetProperty("rows").EnumerateArray();
}
