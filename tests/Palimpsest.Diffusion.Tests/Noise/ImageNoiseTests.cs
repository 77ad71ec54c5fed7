using System.Text.Json;
using Palimpsest.Diffusion.Noise;

namespace Palimpsest.Diffusion.Tests.Noise;

public sealed class ImageNoiseTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = NoiseReference.Cases("sampling/image_rng.json");

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Three_draws_in_a_row_are_those_of_webui(string name)
    {
        JsonElement parameters = Cases[name].GetProperty("case");
        ImageNoise noise = FromCase(parameters, out int count);
        bool varied = Number(parameters, "subseed_strength") != 0;
        bool exact = parameters.GetProperty("source").GetString() == "CPU" && !varied;
        foreach (JsonElement expected in Cases[name].GetProperty("next").EnumerateArray())
        {
            float[] actual = new float[count];
            noise.Next(actual);
            NoiseReference.AssertMatches(expected, actual, exact ? 0 : varied ? 1e-5 : 1.2e-7);
        }
    }

    [Theory]
    [InlineData(NoiseSource.Cpu)]
    [InlineData(NoiseSource.Nv)]
    public void A_picture_in_a_batch_has_the_noise_of_the_picture_alone(NoiseSource source)
    {
        var shape = new LatentShape(4, 3, 5);
        long[] seeds = [11, 12, 13], subseeds = [21, 22, 23];
        var batch = new ImageNoise(shape, seeds, subseeds, 0.3, 16, 48, source, ensd: 5);
        var alone = new ImageNoise(shape, [seeds[1]], [subseeds[1]], 0.3, 16, 48, source, ensd: 5);
        float[] three = new float[3 * shape.Count], one = new float[shape.Count];
        for (int draw = 0; draw < 3; draw++)
        {
            batch.Next(three);
            alone.Next(one);
            Assert.Equal(one, three[shape.Count..(2 * shape.Count)]);
        }
    }

    [Fact]
    public void Seed_resizing_from_less_than_a_latent_pixel_keeps_the_pictures_own_noise()
    {
        var shape = new LatentShape(4, 4, 4);
        float[] expected = new float[shape.Count], actual = new float[shape.Count];
        new ImageNoise(shape, [3]).Next(expected);
        new ImageNoise(shape, [3], [4], 0.5, seedResizeFromHeight: 4, seedResizeFromWidth: 4).Next(actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_destination_of_another_size_is_refused()
    {
        var noise = new ImageNoise(new LatentShape(4, 4, 4), [1, 2]);
        Assert.Throws<ArgumentException>(() => noise.Next(new float[64]));
    }

    private static ImageNoise FromCase(JsonElement parameters, out int count)
    {
        int[] shape = NoiseReference.Shape(parameters.GetProperty("shape"));
        long[] seeds = NoiseReference.Longs(parameters.GetProperty("seeds"));
        count = seeds.Length * shape[0] * shape[1] * shape[2];
        return new ImageNoise(
            new LatentShape(shape[0], shape[1], shape[2]),
            seeds,
            parameters.TryGetProperty("subseeds", out JsonElement subseeds) ? NoiseReference.Longs(subseeds) : null,
            Number(parameters, "subseed_strength"),
            (int)Number(parameters, "seed_resize_from_h"),
            (int)Number(parameters, "seed_resize_from_w"),
            parameters.GetProperty("source").GetString() == "NV" ? NoiseSource.Nv : NoiseSource.Cpu,
            (long)Number(parameters, "ensd"));
    }

    private static double Number(JsonElement parameters, string name) => parameters.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0;
}
