using Palimpsest.Cli.Generation;

namespace Palimpsest.Cli.Tests.Generation;

public sealed class OutputFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_picture_takes_the_name_as_it_is()
    {
        string path = Path.Combine(_folder, "out.png");
        Assert.Equal(path, new OutputFiles(path, "name", count: 1, quality: 80).Save(Picture("one")));
        Assert.Equal("one .png 80", File.ReadAllText(path));
    }

    [Fact]
    public void Several_pictures_are_numbered_before_the_extension()
    {
        var files = new OutputFiles(Path.Combine(_folder, "out.v2.JPG"), "name", count: 2, quality: 90);
        Assert.Equal([Path.Combine(_folder, "out.v2-1.jpg"), Path.Combine(_folder, "out.v2-2.jpg")], [files.Save(Picture("one")), files.Save(Picture("two"))]);
        Assert.Equal("two .jpg 90", File.ReadAllText(Path.Combine(_folder, "out.v2-2.jpg")));
    }

    [Fact]
    public void A_folder_takes_pictures_under_the_given_name() =>
        Assert.Equal(Path.Combine(_folder, "photo-42.png"), new OutputFiles(_folder, "photo-42", count: 1, quality: 80).Save(Picture("one")));

    [Fact]
    public void A_picture_that_fails_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(_folder, "out.png");
        File.WriteAllText(path, "old");
        var failing = new FinishedPicture(1, 8, 8, "", (stream, _, _) =>
        {
            stream.WriteByte(1);
            throw new IOException("the disk is full");
        });
        Assert.Throws<IOException>(() => new OutputFiles(path, "name", count: 1, quality: 80).Save(failing));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("out.gif")]
    [InlineData("out")]
    [InlineData("no-such-folder/out.png")]
    public void What_cannot_be_written_is_refused_at_once(string name)
    {
        CommandException exception = Assert.Throws<CommandException>(() => new OutputFiles(Path.Combine(_folder, name), "name", count: 1, quality: 80));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
    }

    private static FinishedPicture Picture(string content) => new(1, 8, 8, "", (stream, extension, quality) =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write($"{content} {extension} {quality}");
    });
}
