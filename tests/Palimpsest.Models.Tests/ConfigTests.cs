using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>Sizes read off key names and shapes agree with reference/models/architectures.json.</summary>
public class ConfigTests
{
    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("tiny-sd1-inpaint")]
    [InlineData("tiny-pix2pix")]
    [InlineData("tiny-sd2")]
    [InlineData("tiny-sdxl")]
    [InlineData("tiny-refiner")]
    [InlineData("sd15")]
    [InlineData("sd15-inpainting")]
    [InlineData("instruct-pix2pix")]
    [InlineData("sd21-v")]
    [InlineData("sdxl-base")]
    [InlineData("sdxl-refiner")]
    public void A_unets_sizes_are_read_off_its_tensors(string manifest)
    {
        UNetConfig config = UNetConfig.Infer(SyntheticLedger.Open(manifest).Weights);

        JsonElement expected = Expected(manifest, "unet");
        Assert.Equal(Number(expected, "ch"), config.ModelChannels);
        Assert.Equal(Numbers(expected, "mult"), config.ChannelMultipliers);
        Assert.Equal(Number(expected, "res"), config.ResBlocks);
        Assert.Equal(Numbers(expected, "depth"), config.TransformerDepths);
        Assert.Equal(Number(expected, "middle"), config.MiddleDepth);
        Assert.Equal(Number(expected, "context"), config.ContextWidth);
        Assert.Equal(Number(expected, "inp"), config.InChannels);
        Assert.Equal(Number(expected, "out"), config.OutChannels);
        Assert.Equal(expected.GetProperty("linear").GetBoolean(), config.LinearProjections);
        Assert.Equal(Number(expected, "adm"), config.LabelWidth);
        Assert.Equal(Number(expected, "heads") ?? 640 / Number(expected, "head_dim"), config.Heads(640));
    }

    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("sd15")]
    [InlineData("sdxl-base")]
    public void An_autoencoders_sizes_are_read_off_its_tensors(string manifest)
    {
        VaeConfig config = VaeConfig.Infer(SyntheticLedger.Open(manifest).Weights);

        JsonElement expected = Expected(manifest, "vae");
        Assert.Equal(Number(expected, "ch"), config.Channels);
        Assert.Equal(Numbers(expected, "mult"), config.ChannelMultipliers);
        Assert.Equal(Number(expected, "res"), config.ResBlocks);
        Assert.Equal(Number(expected, "z"), config.LatentChannels);
        Assert.Equal((3, 8), (config.ImageChannels, config.CellSize));
    }

    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("sd15")]
    public void A_text_encoders_sizes_are_read_off_its_tensors(string manifest)
    {
        ClipTextConfig config = ClipTextConfig.Infer(SyntheticLedger.Open(manifest).Weights);

        JsonElement expected = Expected(manifest, "clip_l");
        Assert.Equal(Number(expected, "width"), config.Width);
        Assert.Equal(Number(expected, "heads"), config.Heads);
        Assert.Equal(Number(expected, "layers"), config.Layers);
        Assert.Equal(Number(expected, "mlp"), config.InnerWidth);
        Assert.Equal((49408, 77), (config.Vocabulary, config.Positions));
    }

    /// <summary>What no network of a Stable Diffusion 1.x checkpoint asks for: constants of the training code.</summary>
    [Theory]
    [InlineData("tiny-sd1")]
    [InlineData("sd15")]
    [InlineData("sd15-inpainting")]
    [InlineData("instruct-pix2pix")]
    public void The_networks_use_every_tensor_of_a_checkpoint(string manifest)
    {
        WeightLedger weights = SyntheticLedger.Open(manifest);
        UNetConfig unet = UNetConfig.Infer(weights.Weights);
        var vae = new Vae(VaeConfig.Infer(weights.Weights), weights);
        ClipTextConfig clip = ClipTextConfig.Infer(weights.Weights);
        Graph noise = new UNet(unet, weights).Describe(2, 8, 8, 77);
        vae.DescribeEncoder(1, 64, 64);
        vae.DescribeDecoder(1, 8, 8);
        new ClipTextEncoder(clip, weights).Describe(1);
        WeightScope tables = weights.Root.At(ClipTextEncoder.Prefix).At("embeddings");
        tables.Get("token_embedding.weight", clip.Vocabulary, clip.Width);
        tables.Get("position_embedding.weight", clip.Positions, clip.Width);

        weights.ThrowIfUnfit();

        Assert.Equal([2, 8, 8, 4], noise.Outputs[UNet.Noise].Shape);
        Assert.Equal([$"{ClipTextEncoder.Prefix}.embeddings.position_ids"], weights.Unused);
    }

    [Fact]
    public void A_file_without_a_unet_is_refused_by_name() => Refused(
        "model.diffusion_model.input_blocks.0.0.weight' is missing", UNetConfig.Infer);

    [Fact]
    public void A_file_without_an_autoencoder_is_refused_by_name() => Refused(
        "first_stage_model.encoder.conv_in.weight' is missing", VaeConfig.Infer);

    [Fact]
    public void A_file_without_a_text_encoder_is_refused_by_name() => Refused(
        "text_model.embeddings.token_embedding.weight' is missing", ClipTextConfig.Infer);

    [Theory]
    [InlineData("input_blocks.0.0.weight", new[] { 33, 4, 3, 3 }, "not a multiple of 32")]
    [InlineData("input_blocks.0.0.weight", new[] { 32, 4, 3 }, "has the shape [32,4,3]")]
    [InlineData("input_blocks.0.0.weight", new[] { 1 << 30, 4, 3, 3 }, "has the shape [1073741824,4,3,3]")]
    [InlineData("input_blocks.2.0.out_layers.3.weight", new[] { 64, 64, 3, 3 }, "differs in form")]
    [InlineData("input_blocks.4.0.out_layers.3.weight", new[] { 40, 40, 3, 3 }, "not a multiple of the first level's 32")]
    public void A_unet_of_another_form_is_refused(string key, int[] shape, string fault)
    {
        Dictionary<string, Weight> weights = new(SyntheticLedger.Open("tiny-sd1").Weights);
        string full = $"{UNet.Prefix}.{key}";
        weights[full] = new SyntheticWeight(full, shape, ElementType.Float32, 1);
        Assert.Contains(fault, Assert.Throws<CheckpointException>(() => UNetConfig.Infer(weights)).Message);
    }

    [Fact]
    public void A_unet_with_a_hole_is_refused()
    {
        Dictionary<string, Weight> weights = new(SyntheticLedger.Open("tiny-sd1").Weights);
        weights.Remove($"{UNet.Prefix}.input_blocks.5.0.out_layers.3.weight");
        Assert.Contains("different numbers of blocks", Assert.Throws<CheckpointException>(() => UNetConfig.Infer(weights)).Message);
    }

    private static void Refused<T>(string fault, Func<IReadOnlyDictionary<string, Weight>, T> infer) =>
        Assert.Contains(fault, Assert.Throws<CheckpointException>(() => infer(new Dictionary<string, Weight>())).Message);

    private static JsonElement Expected(string manifest, string network) =>
        Reference.Json("models/architectures.json").GetProperty("models").GetProperty(manifest).GetProperty(network);

    private static int? Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static int[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];
}
