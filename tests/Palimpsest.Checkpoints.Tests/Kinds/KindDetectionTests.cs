using System.IO.Compression;
using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class KindDetectionTests
{
    [Theory]
    [InlineData("sd15", CheckpointKind.StableDiffusion1)]
    [InlineData("tiny-sd1", CheckpointKind.StableDiffusion1)]
    [InlineData("sd15-inpainting", CheckpointKind.StableDiffusion1Inpainting)]
    [InlineData("instruct-pix2pix", CheckpointKind.InstructPix2Pix)]
    [InlineData("sd21-v", CheckpointKind.StableDiffusion2)]
    [InlineData("sd2-inpainting", CheckpointKind.StableDiffusion2Inpainting)]
    [InlineData("sdxl-base", CheckpointKind.StableDiffusionXl)]
    [InlineData("sdxl-inpainting", CheckpointKind.StableDiffusionXlInpainting)]
    [InlineData("sdxl-refiner", CheckpointKind.StableDiffusionXlRefiner)]
    [InlineData("vae-standalone", CheckpointKind.Vae)]
    [InlineData("controlnet-sd15", CheckpointKind.ControlNet)]
    [InlineData("diffusers-controlnet-sd15", CheckpointKind.ControlNet)]
    [InlineData("t2i-adapter-sd15", CheckpointKind.T2IAdapter)]
    [InlineData("ip-adapter-sd15", CheckpointKind.IpAdapter)]
    [InlineData("diffusers-sd15-unet", CheckpointKind.DiffusersPart)]
    [InlineData("diffusers-sd15-vae", CheckpointKind.DiffusersPart)]
    [InlineData("diffusers-sd15-text_encoder", CheckpointKind.DiffusersPart)]
    [InlineData("scunet", CheckpointKind.Unknown)]
    public void Real_key_lists_are_recognised(string manifest, CheckpointKind expected)
    {
        using var stream = new GZipStream(File.OpenRead(Reference.Path($"models/manifests/{manifest}.json.gz")), CompressionMode.Decompress);
        Assert.Equal(expected, KindDetection.Detect(JsonDocument.Parse(stream).RootElement.GetProperty("keys").EnumerateArray().ToDictionary(
            entry => entry[0].GetString()!,
            entry => Tensor(entry[0].GetString()!, [.. entry[1].EnumerateArray().Select(size => size.GetInt32())]))));
    }

    [Theory]
    [InlineData("pictures/files/synth-lora.safetensors", "a LoRA, not a checkpoint", "<lora:")]
    [InlineData("pictures/files/synth-emb.safetensors", "a textual inversion embedding, not a checkpoint", "embeddings folder")]
    [InlineData("pictures/files/synth-hn.pt", "a hypernetwork, not a checkpoint", "<hypernet:")]
    [InlineData("checkpoints/good/no-tensors.safetensors", "no tensors", "Stable Diffusion 1.x")]
    [InlineData("checkpoints/good/all-dtypes.safetensors", "15 tensors of no known model", "Stable Diffusion 1.x")]
    public void Files_that_are_no_checkpoint_say_what_they_are_and_what_to_do(string file, string what, string advice)
    {
        using Checkpoint checkpoint = Checkpoint.Open(Reference.Path(file));
        string message = Assert.Throws<CheckpointException>(checkpoint.RequireStableDiffusion1).Message;
        Assert.StartsWith(Path.GetFileName(file), message);
        Assert.Contains(what, message);
        Assert.Contains(advice, message);
    }

    [Fact]
    public void Other_families_are_named_in_the_refusal()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder.File("x.safetensors"),
            [new("model.diffusion_model.input_blocks.0.0.weight", StoredType.F16, [4, 4, 3, 3]), new("conditioner.embedders.0.model.ln_final.weight", StoredType.F16, [1280])],
            (_, _, bytes) => bytes.Clear());
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x.safetensors"));
        Assert.Contains("a Stable Diffusion XL refiner, which is not supported yet", Assert.Throws<CheckpointException>(checkpoint.RequireStableDiffusion1).Message);
    }

    [Theory]
    [InlineData(128, 128, CheckpointKind.StableDiffusion1)]
    [InlineData(128, 192, CheckpointKind.Unknown)]
    public void A_small_network_is_stable_diffusion_1_when_its_text_encoder_fits(int textWidth, int contextWidth, CheckpointKind expected)
    {
        StoredTensor[] tensors =
        [
            Tensor("model.diffusion_model.input_blocks.0.0.weight", [64, 4, 3, 3]),
            Tensor("model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight", [192, contextWidth]),
            Tensor("cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", [49408, textWidth]),
        ];
        Assert.Equal(expected, KindDetection.Detect(tensors.ToDictionary(tensor => tensor.Name)));
    }

    private static StoredTensor Tensor(string name, int[] shape) => new(name, StoredType.F16, shape, 0, null!);
}
