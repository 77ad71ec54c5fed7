using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Tests.Generation;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Networks;

/// <summary>Adapters that cannot be used are named with the reason; the picture is made without them, as in webui.</summary>
public sealed class UnfitNetworkTests(OpenedModel model) : IClassFixture<OpenedModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lora_for_another_architecture_is_told_of_with_both()
    {
        SyntheticFile.WriteLora(
            Path.Combine(_folder, "xl.safetensors"),
            [("lora_te2_text_model_encoder_layers_0_mlp_fc1", 64, 64), ("lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", 640, 2048)], "xl");
        string warning = Warning("a cat <lora:xl:1>")[0];
        Assert.Contains("xl.safetensors is made for Stable Diffusion XL, but tiny-sd1.safetensors is ", warning);
        Assert.EndsWith("Use a LoRA for Stable Diffusion 1.", warning);
    }

    [Fact]
    public void A_damaged_embedding_is_told_of_when_the_prompt_calls_it_and_only_then()
    {
        File.WriteAllText(Path.Combine(_folder, "easy.pt"), "no embedding");
        Assert.StartsWith("The embedding 'easy' is taken as ordinary words: easy.pt", Assert.Single(Warning("an easy cat")));
        Assert.Empty(Warning("a cat"));
    }

    [Fact]
    public void An_embedding_for_another_architecture_is_told_of_with_both()
    {
        SyntheticFile.Write(Path.Combine(_folder, "wide.safetensors"), [("emb_params", [2, 1024])]);
        Assert.Equal(
            "The embedding 'wide' is made for Stable Diffusion 2, but tiny-sd1.safetensors is a Stable Diffusion 1 checkpoint: it is taken as ordinary words.", Assert.Single(Warning("a wide cat")));
    }

    [Fact]
    public void A_damaged_lora_is_told_of()
    {
        File.WriteAllText(Path.Combine(_folder, "torn.safetensors"), "torn");
        Assert.StartsWith("The LoRA is left out: torn.safetensors: ", Assert.Single(Warning("a cat <lora:torn:1>")));
    }

    /// <summary>The job's warnings; its picture is the one without adapters.</summary>
    private List<string> Warning(string prompt)
    {
        List<string> warnings = [];
        var observer = new RecordingObserver { OnWarning = warnings.Add };
        using var generator = new ImageGenerator(model.Model, model.Device, networks: new NetworkLibrary(new NetworkFolders { Lora = [_folder], Embeddings = [_folder] }));
        GenerationRequest request = OpenedModel.Small with { Prompt = prompt };
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        Assert.Equal(model.Run(request).Pictures[0].Picture.Pixels, observer.Pictures[0].Picture.Pixels);
        return warnings;
    }
}
