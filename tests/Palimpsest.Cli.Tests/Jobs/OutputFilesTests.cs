using Palimpsest.Cli.Jobs;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Cli.Tests.Jobs;

public sealed class OutputFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("out.png")]
    [InlineData("out.jpeg")]
    public void One_picture_takes_the_name_as_it_is_and_carries_its_infotext(string name)
    {
        string path = Path.Combine(_folder, name);
        Assert.Equal(path, new OutputFiles(path, "unused", count: 1, quality: 80).Save(Picture(0)));
        Assert.Equal("infotext of 0", GenerationText.Read(PictureReader.Read(path)).Text);
    }

    [Fact]
    public void Several_pictures_are_numbered_before_the_extension()
    {
        var files = new OutputFiles(Path.Combine(_folder, "out.v2.PNG"), "unused", count: 2, quality: 80);
        Assert.Equal(Path.Combine(_folder, "out.v2-1.PNG"), files.Save(Picture(0)));
        Assert.Equal(Path.Combine(_folder, "out.v2-2.PNG"), files.Save(Picture(1)));
    }

    [Fact]
    public void A_folder_takes_pictures_under_the_given_name() =>
        Assert.Equal(Path.Combine(_folder, "photo-42.png"), new OutputFiles(_folder, "photo-42", count: 1, quality: 80).Save(Picture(0)));

    [Fact]
    public void Quality_counts_for_jpeg()
    {
        long[] lengths = [.. new[] { 10, 100 }.Select(quality => new FileInfo(new OutputFiles(Path.Combine(_folder, $"{quality}.jpg"), "unused", 1, quality).Save(Picture(0))).Length)];
        Assert.True(lengths[0] < lengths[1], $"Quality 10 takes {lengths[0]} bytes, quality 100 {lengths[1]}.");
    }

    [Theory]
    [InlineData("out.gif", ExitCode.Usage)]
    [InlineData("out", ExitCode.Usage)]
    [InlineData("no-such-folder/out.png", ExitCode.Failure)]
    public void What_cannot_be_written_is_refused_at_once(string name, int exitCode)
    {
        CommandException exception = Assert.Throws<CommandException>(() => new OutputFiles(Path.Combine(_folder, name), "unused", count: 1, quality: 80));
        Assert.Equal(exitCode, exception.ExitCode);
    }

    [Fact]
    public void Trying_the_folder_leaves_nothing_behind()
    {
        _ = new OutputFiles(Path.Combine(_folder, "out.png"), "unused", count: 1, quality: 80);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static GeneratedPicture Picture(int index)
    {
        byte[] pixels = [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i * i))];
        return new GeneratedPicture(index, Seed: 42, Subseed: 0, new Picture(16, 16, 3, pixels), $"infotext of {index}");
    }
}
