using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>The networks that the prompt of hires fix names act in the second pass alone (webui.md 2.11, 7).</summary>
public sealed class HiresNetworksTests : IClassFixture<OpenedModel>, IDisposable
{
    private const string First = "0.result", Second = "0.hires result";

    private static readonly GenerationRequest Request = OpenedModel.Small with { Hires = new HiresFix { Scale = 1.5 }, DenoisingStrength = 0.7 };

    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;
    private readonly NetworkLibrary _library;
    private readonly ImageGenerator _generator;
    private readonly CheckpointShelf _others;
    private readonly Checkpoints _checkpoints;

    public HiresNetworksTests(OpenedModel model)
    {
        (string, int, int)[] denoiser = [("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_v", 128, 128), ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_q", 128, 128)];
        SyntheticFile.WriteLora(Path.Combine(_folder, "unet.safetensors"), denoiser, "unet");
        SyntheticFile.WriteLora(Path.Combine(_folder, "other.safetensors"), denoiser, "other");
        SyntheticFile.WriteLora(Path.Combine(_folder, "text.safetensors"), [("lora_te_text_model_encoder_layers_1_mlp_fc1", 1024, 768)], "text");
        _library = new NetworkLibrary(new NetworkFolders { Lora = [_folder] });
        _others = new CheckpointShelf(model.Device, null, [], _library);
        _checkpoints = new Checkpoints(_others);
        _generator = new ImageGenerator(model.Model, model.Device, networks: _library) { Others = _checkpoints };
        _checkpoints.Own = _generator;
    }

    public void Dispose()
    {
        _generator.Dispose();
        _others.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_second_pass_has_its_own_prompts_networks_and_the_first_has_not()
    {
        RecordingObserver plain = Run(Request), own = Run(WithHires("a cat", "a cat <lora:unet:1>")), without = Run(WithHires("a cat <lora:unet:1>", "a cat")), both = Run(Request with { Prompt = "a cat <lora:unet:1>" });

        Assert.Equal(plain.Latents[First], own.Latents[First]);
        Assert.NotEqual(plain.Latents[Second], own.Latents[Second]);
        Assert.Equal(both.Latents[First], without.Latents[First]);
        Assert.NotEqual(both.Latents[Second], without.Latents[Second]);
    }

    [Fact]
    public void The_same_networks_written_otherwise_make_the_same_picture_batch_after_batch()
    {
        RecordingObserver same = Run(Request with { Prompt = "a cat <lora:unet:0.5><lora:text:1>", BatchCount = 2 });
        RecordingObserver otherwise = Run(WithHires("a cat <lora:unet:0.5><lora:text:1>", "a cat <lora:unet:0.50><lora:text:1.0>") with { BatchCount = 2 });
        Assert.Equal(same.Pictures.Select(picture => picture.Picture.Pixels), otherwise.Pictures.Select(picture => picture.Picture.Pixels));
        Assert.NotEqual(same.Pictures[0].Picture.Pixels, same.Pictures[1].Picture.Pixels);
    }

    [Fact]
    public void Other_networks_in_each_pass_leave_no_trace_in_the_next_batch_or_job()
    {
        GenerationRequest request = WithHires("a cat <lora:unet:1>", "a dog <lora:other:1> <lora:text:1>");
        RecordingObserver batches = Run(request with { BatchCount = 2 });
        Assert.Equal(batches.Pictures[1].Picture.Pixels, Run(request with { Seed = request.Seed + 1 }).Pictures[0].Picture.Pixels);
        byte[] plain = Run(Request).Pictures[0].Picture.Pixels;
        Run(request);
        Assert.Equal(plain, Run(Request).Pictures[0].Picture.Pixels);
    }

    [Fact]
    public void The_second_prompt_is_read_under_its_own_networks_unless_the_option_says_the_firsts()
    {
        RecordingObserver both = Run(WithHires("a cat <lora:text:1>", "a dog <lora:text:1>")), own = Run(WithHires("a cat <lora:text:1>", "a dog"));
        GenerationRequest request = WithHires("a cat <lora:text:1>", "a dog");
        RecordingObserver firsts = Run(request with { Settings = request.Settings with { HiresUsesFirstNetworks = true } });
        Assert.NotEqual(both.Latents[Second], own.Latents[Second]);
        Assert.Equal(both.Latents[Second], firsts.Latents[Second]);
    }

    /// <summary>One checkpoint in two places of a job: its networks are each place's own.</summary>
    [Theory]
    [InlineData("a cat <lora:unet:1>", "a dog <lora:other:1>")]
    [InlineData("a cat <lora:unet:1>", "a dog")]
    [InlineData("a cat", "a dog <lora:other:1>")]
    [InlineData("a cat <lora:unet:1>", "a dog <lora:unet:1>")]
    public void A_hires_checkpoint_that_is_the_jobs_own_leaves_the_first_pass_its_networks(string prompt, string hiresPrompt)
    {
        GenerationRequest request = WithHires(prompt, hiresPrompt);
        RecordingObserver expected = Run(request), actual = Run(request with { Hires = request.Hires! with { Checkpoint = Checkpoints.OwnName } });
        Assert.Equal(expected.Latents[First], actual.Latents[First]);
        Assert.Equal(expected.Latents[Second], actual.Latents[Second]);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void A_refiner_that_is_the_hires_checkpoint_leaves_the_second_pass_its_networks(double switchAt)
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        GenerationRequest request = WithHires("a cat <lora:unet:1>", "a dog <lora:other:1>");
        request = request with { Hires = request.Hires! with { Checkpoint = path } };
        RecordingObserver expected = Run(request), actual = Run(request with { Refiner = new Refiner(path, switchAt) });
        Assert.Equal(expected.Latents[First], actual.Latents[First]);
        Assert.Equal(expected.Latents[Second], actual.Latents[Second]);
    }

    [Fact]
    public void The_infotext_names_the_networks_of_both_passes_and_repeats_them()
    {
        GenerationRequest request = WithHires("a cat <lora:unet:1>", "a dog <lora:other:0.5> <lora:unet:1>");
        string infotext = Run(request).Pictures[0].Infotext, hash = _library.LoraHash(_library.FindLora("other")!);
        Assert.StartsWith("a cat <lora:unet:1>\n", infotext);
        Assert.Contains("Hires prompt: \"a dog <lora:other:0.5> <lora:unet:1>\", ", infotext);
        Assert.Contains($"Lora hashes: \"unet: {_library.LoraHash(_library.FindLora("unet")!)}, other: {hash}\"", infotext);

        RepeatedRequest repeated = InfotextRequestReader.Read(infotext, isImg2Img: false);
        Assert.Equal((request.Prompt, request.Hires!.Prompt), (repeated.Request.Prompt, repeated.Request.Hires!.Prompt));
        Assert.Equal(Run(request).Pictures[0].Picture.Pixels, Run(repeated.Request).Pictures[0].Picture.Pixels);

        // Under another name it is found by its hash, in the second prompt too.
        File.Move(Path.Combine(_folder, "other.safetensors"), Path.Combine(_folder, "renamed.safetensors"));
        (GenerationRequest found, IReadOnlyList<string> told) = repeated.Networks.Find(repeated.Request, _library);
        Assert.Equal("a dog <lora:renamed:0.5> <lora:unet:1>", found.Hires!.Prompt);
        Assert.Empty(told);
    }

    [Fact]
    public void A_network_of_the_second_prompt_that_is_not_there_is_told_of()
    {
        var warnings = new List<string>();
        _generator.Run(WithHires("a cat", "a cat <lora:gone:1>"), new RecordingObserver { OnWarning = warnings.Add }, TestContext.Current.CancellationToken);
        Assert.StartsWith("Lora not found: gone.", Assert.Single(warnings));
    }

    private static GenerationRequest WithHires(string prompt, string hiresPrompt) => Request with { Prompt = prompt, Hires = Request.Hires! with { Prompt = hiresPrompt } };

    private RecordingObserver Run(GenerationRequest request)
    {
        var observer = new RecordingObserver();
        _generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer;
    }

    /// <summary>Finds the generator itself by a name, and others by their paths.</summary>
    private sealed class Checkpoints(ICheckpointSource others) : ICheckpointSource
    {
        public const string OwnName = "own";

        public ImageGenerator? Own { get; set; }

        public ImageGenerator Find(string name, IGenerationObserver observer) => name == OwnName ? Own! : others.Find(name, observer);
    }
}
