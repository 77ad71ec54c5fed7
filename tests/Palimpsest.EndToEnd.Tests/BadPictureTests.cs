using System.Text;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Pictures that cannot be begun with: one sentence with what, where and what to do, exit code 1, before the model is opened.</summary>
public sealed class BadPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files => new()
    {
        { "empty.png", "empty.png: The file is empty; get another copy of it." },
        { "text.png", "text.png: This is not a picture file of a known kind. PNG, JPEG and WebP files can be read; .+" },
        { "photo.webp", "photo.webp: The WebP file holds no picture; get a complete copy of it." },
        { "animation.gif", "animation.gif: This is a GIF file, which cannot be read yet. .+" },
        { "cut.png", "cut.png: The PNG file's picture data end in row [0-9]+ of 32; get a complete copy of the file." },
        { "cut-header.png", "cut-header.png: The PNG chunk IHDR at byte 8 says it has 13 bytes, of which 0 are there; .+" },
        { "cut.jpg", "cut.jpg: The JPEG is truncated.* fetch it again." },
        { "cut-header.jpg", "cut-header.jpg: The JPEG is truncated.* fetch it again." },
        { "nothing.png", "nothing.png: The PNG header says 0 × 32 pixels; the file is damaged." },
        { "nothing.jpg", "nothing.jpg: The JPEG declares 0 x 0 pixels, an empty picture; the file is damaged." },
        { "absurd.png", "absurd.png: The picture has 2147483647 × 2147483647 pixels, more than the 268435456 allowed; make it smaller first." },
        { "bomb.png", "bomb.png: The PNG header promises 16000 × 16000 pixels, but the [0-9]+ bytes of picture data cannot hold them; .+" },
        { "absurd.jpg", "absurd.jpg: The JPEG declares 65535 x 65535 pixels, more than the 268435456 allowed; .+" },
        { "bomb.jpg", "bomb.jpg: The JPEG declares 16000 x 16000 pixels, but its [0-9]+ bytes cannot hold them; .+" },
        { "arithmetic.jpg", "arithmetic.jpg: This JPEG is arithmetic-coded, which is not supported; save it as an ordinary .+" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_bad_picture_is_named_with_what_is_wrong_and_what_to_do(string name, string sentence)
    {
        string path = _folder.PathOf(name);
        File.WriteAllBytes(path, Content(name));
        Refusal.Assert(1, sentence, await RunAsync(path));
        Assert.Equal([path], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public async Task A_folder_of_pictures_does_not_go_into_one_file() => Refusal.Assert(
        2, "--output is '.+out.png', the name of one file; for a folder of pictures give a folder.", await RunAsync(_folder.PathOf("")));

    [Fact]
    public async Task A_picture_that_may_not_be_read_is_refused()
    {
        string path = _folder.WriteUnreadable("secret.png");
        Refusal.Assert(1, ".+secret.png: The file cannot be read .+; check that it is a file and that you may read it.", await RunAsync(path));
    }

    [Fact]
    public async Task A_picture_whose_disk_fails_is_refused()
    {
        Assert.SkipUnless(File.Exists("/proc/self/mem"), "This system has no file whose first byte cannot be read.");
        Refusal.Assert(1, "/proc/self/mem: The file cannot be read .+; check that it is a file and that you may read it.", await RunAsync("/proc/self/mem"));
    }

    private Task<CommandResult> RunAsync(string picture) =>
        PalimpsestCommand.RunAsync("img2img", picture, "--model", Environment.ProcessPath!, "--output", _folder.PathOf("out.png"));

    private byte[] Content(string name) => name switch
    {
        "empty.png" => [],
        "text.png" => Encoding.UTF8.GetBytes("Not a picture, but a letter.\n"),
        "photo.webp" => Encoding.UTF8.GetBytes("RIFF....WEBPVP8 "),
        "animation.gif" => Encoding.UTF8.GetBytes("GIF89a.........."),
        "cut.png" => Half(BadPictures.Sound(_folder, ".png")),
        "cut-header.png" => BadPictures.Sound(_folder, ".png")[..20],
        "cut.jpg" => Half(BadPictures.Sound(_folder, ".jpg")),
        "cut-header.jpg" => BadPictures.Sound(_folder, ".jpg")[..100],
        "nothing.png" => BadPictures.PngOfSize(_folder, 0, 32),
        "nothing.jpg" => BadPictures.JpegOfSize(_folder, 0, 0),
        "absurd.png" => BadPictures.PngOfSize(_folder, int.MaxValue, int.MaxValue),
        "bomb.png" => BadPictures.PngOfSize(_folder, 16000, 16000),
        "absurd.jpg" => BadPictures.JpegOfSize(_folder, ushort.MaxValue, ushort.MaxValue),
        "bomb.jpg" => BadPictures.JpegOfSize(_folder, 16000, 16000),
        "arithmetic.jpg" => BadPictures.JpegOfKind(_folder, 0xC9),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such file."),
    };

    private static byte[] Half(byte[] bytes) => bytes[..(bytes.Length * 3 / 4)];
}
