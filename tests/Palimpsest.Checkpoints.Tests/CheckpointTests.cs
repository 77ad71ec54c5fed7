using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests;

public sealed class CheckpointTests
{
    [Fact]
    public void A_separate_vae_replaces_the_checkpoints()
    {
        using var folder = new TemporaryFolder();
        using Checkpoint model = Write(folder, "model", ("model.diffusion_model.out.2.bias", 1), ("first_stage_model.decoder.conv_in.weight", 2), ("first_stage_model.old", 3));
        using Checkpoint vae = Write(
            folder, "vae", ("decoder.conv_in.weight", 4), ("post_quant_conv.weight", 5), ("loss.logvar", 6), ("model_ema.decay", 7), ("model_ema.num_updates", 8));
        Assert.Equal(CheckpointKind.Vae, vae.Kind);
        Checkpoint composed = model.WithVae(vae);
        Assert.Equal(
            ["first_stage_model.decoder.conv_in.weight", "first_stage_model.post_quant_conv.weight", "model.diffusion_model.out.2.bias"],
            composed.Weights.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([4f], composed.Weights["first_stage_model.decoder.conv_in.weight"].ToFloats());
        Assert.Equal("first_stage_model.post_quant_conv.weight", composed.Weights["first_stage_model.post_quant_conv.weight"].Name);
        Assert.Equal([1f], composed.Weights["model.diffusion_model.out.2.bias"].ToFloats());
    }

    [Fact]
    public void The_vae_of_another_checkpoint_serves_too()
    {
        using var folder = new TemporaryFolder();
        using Checkpoint model = Write(folder, "model", ("model.x", 1), ("first_stage_model.a", 2));
        using Checkpoint other = Write(folder, "other", ("model.x", 3), ("first_stage_model.b", 4));
        Assert.Equal(["first_stage_model.b", "model.x"], model.WithVae(other).Weights.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1f], model.WithVae(other).Weights["model.x"].ToFloats());
    }

    [Fact]
    public void A_file_without_a_vae_cannot_be_one()
    {
        using var folder = new TemporaryFolder();
        using Checkpoint model = Write(folder, "model", ("model.x", 1));
        Assert.Contains("holds no VAE", Assert.Throws<CheckpointException>(() => model.WithVae(model)).Message);
    }

    [Fact]
    public void Keys_of_the_first_checkpoints_are_renamed()
    {
        using var folder = new TemporaryFolder();
        using Checkpoint model = Write(folder, "model", ("cond_stage_model.transformer.final_layer_norm.weight", 9));
        Assert.Equal([9f], model.Ledger().Root.At("cond_stage_model.transformer.text_model.final_layer_norm").Get("weight", 1).ToFloats());
    }

    [Fact]
    public void Old_and_new_names_of_one_tensor_in_one_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<CheckpointException>(() => Write(
            folder, "model", ("cond_stage_model.transformer.final_layer_norm.weight", 1), ("cond_stage_model.transformer.text_model.final_layer_norm.weight", 2)));
        Assert.Contains("two names of one tensor", exception.Message);
    }

    [Theory]
    [InlineData("nothing.safetensors", "does not exist")]
    [InlineData("", "is a folder")]
    public void Missing_files_and_folders_are_named(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.File(name))).Message);
    }

    [Fact]
    public void A_description_counts_parameters_and_types()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Reference.Path("checkpoints/good/all-dtypes.safetensors"));
        CheckpointDescription description = CheckpointDescription.Of(checkpoint, "00ff");
        Assert.Equal(checkpoint.Tensors.Count, description.TensorCount);
        Assert.Equal(checkpoint.Tensors.Values.Sum(tensor => tensor.Count), description.ParameterCount);
        Assert.Equal(description.TensorCount, description.Types.Sum(share => share.TensorCount));
        Assert.Equal(checkpoint.Tensors.Values.Sum(tensor => tensor.LengthBytes), description.Types.Sum(share => share.LengthBytes));
        Assert.Equal("00ff", description.Sha256);
    }

    [Fact]
    public void Architecture_facts_come_from_the_shapes()
    {
        using var folder = new TemporaryFolder();
        const string Unet = "model.diffusion_model.";
        SafetensorsWriter.Write(
            folder.File("x.safetensors"),
            [
                new($"{Unet}input_blocks.0.0.weight", StoredType.F16, [32, 9, 3, 3]),
                new($"{Unet}input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", StoredType.F16, [32, 768]),
                new("first_stage_model.decoder.conv_in.weight", StoredType.F32, [1]),
                new("model_ema.decay", StoredType.F32, []),
            ],
            (_, _, bytes) => bytes.Clear());
        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x.safetensors"));
        Assert.Equal(
            new ArchitectureFacts(9, 32, 768, HasVae: true, HasTextEncoder: false, HasAveragedWeights: true), CheckpointDescription.Of(checkpoint).Architecture);
    }

    private static Checkpoint Write(TemporaryFolder folder, string name, params (string Key, float Value)[] tensors)
    {
        string path = folder.File(name + ".safetensors");
        SafetensorsWriter.Write(
            path,
            [.. tensors.Select(tensor => new TensorSpec(tensor.Key, StoredType.F32, [1]))],
            (spec, _, bytes) => BitConverter.TryWriteBytes(bytes, tensors.Single(tensor => tensor.Key == spec.Name).Value));
        return Checkpoint.Open(path);
    }
}
