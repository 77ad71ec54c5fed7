using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Diffusion.Tests.Generation.Repetition;

/// <summary>Checkpoints and adapters that an infotext names, found among files that only have to have the right bytes.</summary>
public sealed class WrittenFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("AddNet Enabled: True, AddNet Module 1: LoRA, AddNet Model 1: style(0a1b2c), AddNet Weight A 1: 0.7, AddNet Weight B 1: 0.7", "a cat\n<lora:style:0.7>")]
    [InlineData("AddNet Module 1: LoRA, AddNet Model 1: style, AddNet Module 2: LoRA, AddNet Model 2: b(1), AddNet Weight A 2: 2", "a cat\n<lora:style:1.0><lora:b:2>")]
    [InlineData("AddNet Module 1: LoRA, AddNet Model 1: style, AddNet Weight A 1: 1, AddNet Weight B 1: 0.5", "a cat\n<lora:style:1>", "AddNet Weight B 1: '0.5' is not repeated.")]
    [InlineData("AddNet Module 1: Other, AddNet Model 1: style", "a cat", "AddNet Module 1: 'Other' is not repeated.", "AddNet Model 1: 'style' is not repeated.")]
    [InlineData("Hypernet: old, Hypernet strength: 0.5", "a cat<hypernet:old:0.5>")]
    public void Networks_that_had_fields_of_their_own_are_in_the_prompt(string fields, string prompt, params string[] unrepeatable)
    {
        RepeatedRequest read = InfotextRequestReader.Read($"a cat\nSteps: 2, Sampler: Euler, {fields}, RNG: CPU", isImg2Img: false);
        Assert.Equal(prompt, read.Request.Prompt);
        Assert.Equal(unrepeatable, read.Unrepeatable);
    }

    [Theory]
    [InlineData("App: SD.Next, Parser: Full parser, Created Date: 2024-01-01T10:00:00Z")]
    [InlineData("Parser: A1111 parser")]
    [InlineData("Parser: Compel parser, Application: x", "Parser: 'Compel parser' is not repeated.", "Application: 'x' is not repeated.")]
    public void What_other_programs_tell_of_themselves_is_not_missed(string fields, params string[] unrepeatable) =>
        Assert.Equal(unrepeatable, InfotextRequestReader.Read($"a cat\nSteps: 2, Sampler: Euler, {fields}, RNG: CPU", isImg2Img: false).Unrepeatable);

    [Fact]
    public void Fields_can_be_left_out_and_what_old_versions_did_too()
    {
        const string Written = "a [cat:dog:2]\nSteps: 2, Sampler: Euler, CFG scale: 3, Seed: 5, Size: 64x128, Gadget: on, RNG: CPU, Version: v1.5.0";
        RepeatedRequest all = InfotextRequestReader.Read(Written, isImg2Img: false);
        Assert.True(all.Request.Settings is { OldScheduling: true, DowncastAlphas: true });
        Assert.Equal((5L, 64, true, 1), (all.Request.Seed, all.Request.Width, all.HasSize, all.Unrepeatable.Count));

        var reading = new InfotextReading { AutoBackwardCompatibility = false, SkippedKeys = InfotextReading.KeysOf(["Seed", "Size", "Gadget"]) };
        RepeatedRequest some = InfotextRequestReader.Read(Written, isImg2Img: false, reading);
        Assert.True(some.Request.Settings is { OldScheduling: false, DowncastAlphas: false });
        Assert.Equal((-1L, 512, false, 0), (some.Request.Seed, some.Request.Width, some.HasSize, some.Unrepeatable.Count));
        Assert.Equal(all.Request.Prompt, some.Request.Prompt);
    }

    [Fact]
    public void A_model_is_found_by_its_hash_under_any_name_and_not_by_its_name_with_another_hash()
    {
        string renamed = Write("sub/renamed.safetensors", "a model"), same = Write("model.safetensors", "another");
        var files = new CheckpointFiles([_folder]);
        string hash = FileHash.Sha256(renamed);

        Assert.Equal(renamed, new WrittenModel("model", hash[..10], null, null).Locate(files));
        Assert.Equal(renamed, new WrittenModel(null, hash, null, null).Locate(files));
        Assert.Null(new WrittenModel("model", "0123456789", null, null).Locate(files));
        Assert.Equal(same, new WrittenModel("model", null, null, null).Locate(files));
        Assert.Equal(same, files.Find("model [0123456789]"));
        Assert.Equal(renamed, files.Find($"gone [{hash[..10]}]"));
        Assert.Null(files.Find("gone [0123456789]"));
    }

    [Fact]
    public void The_old_hash_of_eight_digits_counts_too()
    {
        string large = Write("large.ckpt", new string('x', 0x100000 + 70000));
        Assert.Equal(large, new CheckpointFiles([_folder]).FindByHash(FileHash.Legacy(large)));
    }

    [Fact]
    public void Refiner_and_hires_checkpoint_that_are_not_here_are_left_out_and_told_of()
    {
        RepeatedRequest repeated = Read("Hires upscale: 2, Hires checkpoint: big [0123456789], Refiner: fine [9876543210], Refiner switch at: 0.7, Denoising strength: 0.5");
        Assert.Equal(new Refiner("fine [9876543210]", 0.7), repeated.Request.Refiner);
        Assert.Equal("big [0123456789]", repeated.Request.Hires!.Checkpoint);

        (GenerationRequest request, IReadOnlyList<string> told) = repeated.FindCheckpoints(repeated.Request, new CheckpointFiles([_folder]));
        Assert.Null(request.Refiner);
        Assert.Null(request.Hires!.Checkpoint);
        Assert.Equal(2, told.Count);
        Assert.StartsWith("Refiner: 'fine [9876543210]' is not here (looked in ", told[0]);
        Assert.StartsWith("Hires checkpoint: 'big [0123456789]' is not here", told[1]);

        Write("fine.safetensors", "f");
        Write("big.safetensors", "b");
        (request, told) = repeated.FindCheckpoints(repeated.Request, new CheckpointFiles([_folder]));
        Assert.Equal((repeated.Request.Refiner, repeated.Request.Hires), (request.Refiner, request.Hires));
        Assert.Empty(told);
    }

    [Fact]
    public void Adapters_that_are_missing_or_others_are_told_of_and_renamed_ones_found()
    {
        string renamed = Write("here.safetensors", "one"), other = Write("other.pt", "two"), embedding = Write("style.bin", "");
        var library = new NetworkLibrary(new NetworkFolders { Lora = [_folder], Embeddings = [_folder], Hypernetworks = [_folder] });
        string hash = library.LoraHash(renamed);
        RepeatedRequest repeated = Read(
            $"Lora hashes: \"there: {hash}, other: 0123456789ab, gone: ba9876543210\", TI hashes: \"easy: 111111111111\"",
            "easy cat <lora:there:0.5> <lora:other:1:te=0.2> <lora:gone:1> <hypernet:none:1>");

        (string prompt, IReadOnlyList<string> told) = repeated.Networks.Find(repeated.Request.Prompt, "", library);

        Assert.Equal("easy cat <lora:here:0.5> <lora:other:1:te=0.2> <lora:gone:1> <hypernet:none:1>", prompt);
        string[] expected =
        [
            $"LoRA: the picture was made with another 'other' (hash 0123456789ab); the one here has the hash {library.LoraHash(other)}", "LoRA: 'gone' (hash ba9876543210) is not here",
            "Hypernetwork: 'none' is not here", "Embedding: 'easy' (hash 111111111111) is not here",
        ];
        Assert.Equal(expected.Length, told.Count);
        Assert.All(expected.Zip(told), pair => Assert.StartsWith(pair.First, pair.Second));
        Assert.True(File.Exists(embedding));
    }

    private static RepeatedRequest Read(string fields, string prompt = "a cat") =>
        InfotextRequestReader.Read($"{prompt}\nSteps: 3, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, {fields}, Version: Palimpsest 0.1.0", isImg2Img: false);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
