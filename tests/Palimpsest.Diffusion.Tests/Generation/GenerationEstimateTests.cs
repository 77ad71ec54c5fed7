using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>What a plan says of a job with adapters.</summary>
public sealed class GenerationEstimateTests : IDisposable
{
    /// <summary>Outputs and inputs of the layers below in the tiny model.</summary>
    private const int Width = 128;

    private const string Denoiser = "denoising network's weights", Text = "text encoder's weights";

    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;
    private readonly StableDiffusionModel _model = StableDiffusionModel.Open(SyntheticModels.PathOf("tiny-sd1-half"));
    private readonly CpuDevice _device = new();
    private readonly ImageGenerator _generator;

    public GenerationEstimateTests()
    {
        SyntheticFile.WriteLora(
            Path.Combine(_folder, "two.safetensors"),
            [("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", Width, Width), ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_k", Width, Width)],
            "two");
        _generator = new ImageGenerator(_model, _device, networks: new NetworkLibrary(new NetworkFolders { Lora = [_folder] }));
    }

    public void Dispose()
    {
        _generator.Dispose();
        _device.Dispose();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Layers_that_a_lora_changes_are_counted_in_32_bits()
    {
        Dictionary<string, long> plain = Parts(OpenedModel.Small), patched = Parts(OpenedModel.Small with { Prompt = "a cat <lora:two:0.7>" });
        Assert.Equal(2 * Width * Width * (sizeof(float) - 2), patched[Denoiser] - plain[Denoiser]);
        Assert.Equal(plain[Text], patched[Text]);
    }

    [Fact]
    public void Of_two_passes_the_one_with_more_counts()
    {
        GenerationRequest request = OpenedModel.Small with { Hires = new HiresFix { Prompt = "a dog <lora:two:1>" } };
        Assert.Equal(Parts(OpenedModel.Small with { Prompt = "a cat <lora:two:1>" })[Denoiser], Parts(request)[Denoiser]);
    }

    /// <summary>webui.md 2.11: the first pass has about the pixels of 512 x 512, in multiples of 64.</summary>
    [Fact]
    public void With_the_old_sizes_of_hires_fix_width_and_height_are_the_second_passs()
    {
        GenerationRequest old = OpenedModel.Small with { Width = 1024, Height = 768, Hires = new HiresFix { Scale = 3 } };
        old = old with { Settings = old.Settings with { OldHiresSizes = true } };
        GenerationRequest settled = HiresFix.Settled(old);
        Assert.Equal((640, 448, 1024, 768), (settled.Width, settled.Height, settled.Hires!.ResizeWidth, settled.Hires.ResizeHeight));
        Assert.Equal(settled, HiresFix.Settled(settled));
        Assert.Equal(Parts(settled), Parts(old));
        Assert.NotEqual(Parts(old with { Settings = old.Settings with { OldHiresSizes = false } }), Parts(old));
        Assert.Equal(OpenedModel.Small, HiresFix.Settled(OpenedModel.Small));
    }

    [Fact]
    public void What_is_left_out_is_told_of()
    {
        List<string> warnings = [];
        Parts(OpenedModel.Small with { Prompt = "a cat <lora:gone:1>" }, warnings.Add);
        Assert.StartsWith("Lora not found: gone.", Assert.Single(warnings));
    }

    private Dictionary<string, long> Parts(GenerationRequest request, Action<string>? onWarning = null) =>
        _generator.Estimate(request, isImg2Img: false, new RecordingObserver { OnWarning = onWarning }).Memory.ToDictionary(part => part.Part, part => part.Bytes);
}
