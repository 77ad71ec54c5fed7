using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>A picture never depends on the memory allowed.</summary>
public class VaeStripTests
{
    private const int Height = 104, Width = 72;

    /// <summary>Enough for the whole (1 GiB); strips of half a map and more; strips of 24 rows with every map in a file.</summary>
    private const long Whole = 1L << 30;

    public static MatrixTheoryData<long, bool> Budgets => new([3 << 20, 1 << 20, 0], [false, true]);

    [Theory]
    [MemberData(nameof(Budgets))]
    public void A_decoded_picture_is_the_same_in_strips(long budgetBytes, bool circular)
    {
        using var device = new CpuDevice(threads: 2);
        Vae vae = TinyVae(circular);
        float[] latent = SyntheticWeights.Tensor("input/latent", Height / 8 * (Width / 8) * 4);
        Assert.Equal(Decode(device, vae, Whole, latent), Decode(device, vae, budgetBytes, latent));
    }

    [Theory]
    [MemberData(nameof(Budgets))]
    public void Encoded_moments_are_the_same_in_strips(long budgetBytes, bool circular)
    {
        using var device = new CpuDevice(threads: 2);
        Vae vae = TinyVae(circular);
        float[] picture = SyntheticWeights.Tensor("input/image", Height * Width * 3, 1);
        Assert.Equal(Encode(device, vae, Whole, picture), Encode(device, vae, budgetBytes, picture));
    }

    /// <summary>Real widths, with every map in a file: the kernels block and split the sums as they do for large pictures.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void A_full_size_decoder_gives_the_same_picture_in_strips()
    {
        using var device = new CpuDevice();
        WeightLedger weights = SyntheticLedger.Open("sd15", half: true);
        var vae = new Vae(VaeConfig.Infer(weights.Weights), weights);
        float[] latent = SyntheticWeights.Tensor("input/latent", Height / 8 * (Width / 8) * 4);
        Assert.Equal(Decode(device, vae, Whole, latent), Decode(device, vae, 0, latent));
    }

    [Fact]
    public void The_budgets_of_these_tests_make_strips()
    {
        using var device = new CpuDevice(threads: 2);
        foreach (Graph graph in new[] { TinyVae().DescribeDecoder(1, Height / 8, Width / 8), TinyVae().DescribeEncoder(1, Height, Width) })
        {
            PlanMemory memory = device.Measure(graph);
            Assert.InRange(memory.ArenaBytes + memory.ScratchBytes, (3 << 20) + 1, Whole);
        }
    }

    [Fact]
    public void A_decoder_takes_one_size_after_another()
    {
        using var device = new CpuDevice(threads: 2);
        using var decoder = new VaeDecoder(device, TinyVae(), Whole);
        float[] latent = SyntheticWeights.Tensor("input/latent", 8 * 8 * 4);
        float[] first = new float[64 * 64 * 3], again = new float[64 * 64 * 3];
        decoder.DecodeInto(first, latent, 8, 8);
        decoder.DecodeInto(new float[32 * 64 * 3], latent.AsSpan(0, 4 * 8 * 4), 4, 8);
        decoder.DecodeInto(again, latent, 8, 8);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_latent_of_another_length_is_refused()
    {
        using var device = new CpuDevice(threads: 1);
        using var decoder = new VaeDecoder(device, TinyVae(), Whole);
        var error = Assert.Throws<ArgumentException>(() => decoder.DecodeInto(new float[64 * 64 * 3], new float[8 * 8 * 4 - 1], 8, 8));
        Assert.Contains("The latent has 255 elements; a size of 8 x 8 has 256", error.Message);
    }

    private static float[] Decode(Device device, Vae vae, long budgetBytes, float[] latent)
    {
        using var decoder = new VaeDecoder(device, vae, budgetBytes);
        var picture = new float[Height * Width * 3];
        decoder.DecodeInto(picture, latent, Height / 8, Width / 8);
        return picture;
    }

    private static float[] Encode(Device device, Vae vae, long budgetBytes, float[] picture)
    {
        using var encoder = new VaeEncoder(device, vae, budgetBytes);
        var moments = new float[Height / 8 * (Width / 8) * 8];
        encoder.EncodeInto(moments, picture, Height, Width);
        return moments;
    }

    private static Vae TinyVae(bool circular = false)
    {
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        return new Vae(VaeConfig.Infer(weights.Weights) with { Circular = circular }, weights);
    }
}
