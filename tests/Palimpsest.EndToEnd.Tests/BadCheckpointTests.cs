using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Files that are no Stable Diffusion 1.x checkpoint: one sentence with what, where and what to do, exit code 1, no picture.</summary>
public sealed class BadCheckpointTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files => new()
    {
        { "empty.safetensors", "empty.safetensors: the file is empty \\(0 bytes\\); download it again." },
        { "empty.ckpt", "empty.ckpt: the file is empty \\(0 bytes\\); download it again." },
        { "page.safetensors", "page.safetensors: this is a web page, not a weight file; the download failed or needed a login." },
        { "photo.ckpt", "photo.ckpt: the file begins with the bytes .+, which no supported weight format does; use .+" },
        { "cut.safetensors", "cut.safetensors: safetensors header: '.+' lies at bytes [0-9]+ to [0-9]+ of [0-9]+: the file is cut short or damaged." },
        { "cut-header.safetensors", "cut-header.safetensors: the safetensors header claims [0-9]+ bytes, while 992 follow .+; download it again." },
        { "bomb.safetensors", "bomb.safetensors: the safetensors header claims 4611686018427387904 bytes, while 2 follow .+; download it again." },
        { "lora.safetensors", "lora.safetensors is a LoRA, not a checkpoint: .+ give a Stable Diffusion 1.x checkpoint as the model." },
        { "foreign.safetensors", "foreign.safetensors holds 1 tensors? of no known model, for example 'model.embed_tokens.weight': use a complete .+" },
        { "evil.ckpt", "evil.ckpt: archive/data.pkl, byte [0-9]+: it wants to use 'posix.system', which is not on the list .+; the file is refused." },
        { "cut.ckpt", "cut.ckpt: .+" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_bad_checkpoint_is_named_with_what_is_wrong(string name, string sentence)
    {
        string path = _folder.PathOf(name);
        File.WriteAllBytes(path, Content(name));
        Refusal.Assert(1, sentence, await RunAsync("--model", path));
        Assert.Equal([path], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public async Task A_lora_is_no_autoencoder_either()
    {
        string path = _folder.PathOf("lora.safetensors");
        File.WriteAllBytes(path, Content("lora.safetensors"));
        Refusal.Assert(1, "lora.safetensors is a LoRA and holds no VAE: .+", await RunAsync("--model", tiny.FilePath, "--vae", path));
    }

    [Fact]
    public async Task A_folder_is_no_checkpoint() => Refusal.Assert(1, ".+ is a folder: .+ give a single .safetensors, .ckpt or .pt file.", await RunAsync("--model", _folder.PathOf("")));

    [Fact]
    public async Task A_checkpoint_that_may_not_be_read_is_refused()
    {
        string path = _folder.WriteUnreadable("secret.safetensors");
        Refusal.Assert(1, ".*secret.safetensors.+", await RunAsync("--model", path));
    }

    private Task<CommandResult> RunAsync(params string[] model) =>
        PalimpsestCommand.RunAsync(["txt2img", .. model, "--width", "64", "--height", "64", "--steps", "1", "--output", _folder.PathOf("out.png")]);

    private byte[] Content(string name) => name switch
    {
        "empty.safetensors" or "empty.ckpt" => [],
        "page.safetensors" => Encoding.UTF8.GetBytes("<!DOCTYPE html><html><title>Sign in</title></html>"),
        "photo.ckpt" => BadPictures.Sound(_folder, ".jpg"),
        "cut.safetensors" => Start(1_000_000),
        "cut-header.safetensors" => Start(1000),
        "bomb.safetensors" => Safetensors(1L << 62, "{}"),
        "lora.safetensors" => Safetensors(
            """{"lora_unet_mid_block_attentions_0_proj_in.lora_down.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},"lora_unet_mid_block_attentions_0_proj_in.lora_up.weight":{"dtype":"F16","shape":[2,1],"data_offsets":[4,8]}}"""),
        "foreign.safetensors" => Safetensors("""{"model.embed_tokens.weight":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]}}"""),
        "evil.ckpt" => Pickled("cposix\nsystem\n(S'touch owned'\ntR."),
        "cut.ckpt" => Pickled("cposix\nsystem\n(S'touch owned'\ntR.")[..60],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such file."),
    };

    private byte[] Start(int bytes)
    {
        var start = new byte[bytes];
        using FileStream file = File.OpenRead(tiny.FilePath);
        file.ReadExactly(start);
        return start;
    }

    private static byte[] Safetensors(string header) => Safetensors(header.Length, header);

    private static byte[] Safetensors(long length, string header)
    {
        byte[] start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, length);
        return [.. start, .. Encoding.UTF8.GetBytes(header), .. new byte[length == header.Length ? 8 : 0]];
    }

    /// <summary>A torch file whose pickle is the given program.</summary>
    private static byte[] Pickled(string program)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(Encoding.ASCII.GetBytes(program));
        }

        return bytes.ToArray();
    }
}
