using Palimpsest.Cli.Jobs;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
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
        Assert.Equal(path, Save(OutputPlace.At(path)));
        Assert.Equal("infotext of 0", GenerationText.Read(PictureReader.Read(path)).Text);
    }

    [Fact]
    public void Several_pictures_are_numbered_before_the_extension()
    {
        var files = new OutputFiles(OutputPlace.At(Path.Combine(_folder, "out.v2.PNG")), "unused", count: 2);
        Assert.Equal(Path.Combine(_folder, "out.v2-1.PNG"), files.Save(Picture(0), 0, Subject));
        Assert.Equal(Path.Combine(_folder, "out.v2-2.PNG"), files.Save(Picture(1), 1, Subject));
        Assert.True(files.AreFinished());
    }

    [Fact]
    public void A_folder_takes_pictures_under_the_given_name_and_in_the_given_format() =>
        Assert.Equal(Path.Combine(_folder, "photo-42.jpg"), Save(OutputPlace.At(_folder, "jpg")));

    [Fact]
    public void A_pattern_names_files_and_folders_behind_the_folders_next_number()
    {
        OutputSettings settings = OutputPlace.At(_folder) with { Pattern = new("[seed]-[prompt_words]"), FolderPattern = new("[sampler]/[steps]"), AddNumber = true };
        Assert.Equal(Path.Combine(_folder, "Euler a", "20", "00000-42-a cat.png"), Save(settings));
        Assert.Equal(Path.Combine(_folder, "Euler a", "20", "00001-42-a cat.png"), Save(settings));
        Assert.Equal(Path.Combine(_folder, "00000.png"), Save(OutputPlace.At(_folder) with { Pattern = new("[none]") }));
    }

    /// <summary>webui.md 9.2: a side of more than the limit, or a file of more megabytes.</summary>
    [Theory]
    [InlineData("out.png", 100, 51, 1000.0, 99, 99, 50)]
    [InlineData("out.png", 51, 100, 1000.0, 99, 50, 99)]
    [InlineData("out.png", 50, 51, 0.0, 100, 50, 51)]
    [InlineData("out.png", 100, 51, 1000.0, 100, null, null)]
    [InlineData("out.jpg", 100, 51, 0.0, 64, null, null)]
    [InlineData("out.jpeg", 100, 51, 0.0, 64, null, null)]
    public void A_large_picture_is_also_written_as_jpeg_within_the_longest_side(
        string name, int width, int height, double megabytes, int side, int? copyWidth, int? copyHeight)
    {
        string path = Path.Combine(_folder, name);
        var files = new OutputFiles(OutputPlace.At(path) with { LargeCopy = new LargeCopy(megabytes, side) }, "unused", count: 1);
        GeneratedPicture picture = Picture(0) with { Picture = new Picture(width, height, 3, new byte[width * height * 3]) };
        Assert.Equal(path, files.Save(picture, 0, Subject));
        string copy = Path.Combine(_folder, "out.jpg");
        if (copyWidth is null)
        {
            Assert.Equal([path], Directory.GetFiles(_folder));
            return;
        }

        DecodedPicture read = PictureReader.Read(copy);
        Assert.Equal((copyWidth, copyHeight), (read.Width, read.Height));
        Assert.Equal("infotext of 0", GenerationText.Read(read).Text);
    }

    [Fact]
    public void Grids_can_be_files_of_another_kind()
    {
        var files = new OutputFiles(OutputPlace.At(Path.Combine(_folder, "out.png")) with { GridExtension = ".jpg" }, "unused", count: 2);
        string grid = files.SaveGrid(Picture(0), Subject);
        Assert.Equal(Path.Combine(_folder, "out-grid.jpg"), grid);
        Assert.Equal(0xFFD8, (File.ReadAllBytes(grid)[0] << 8) | File.ReadAllBytes(grid)[1]);
        Assert.EndsWith("out-1.png", files.Save(Picture(0), 0, Subject));
    }

    [Theory]
    [InlineData("out.png", "out-grid-7 of a_b.png")]
    [InlineData("", "grid-0000-7 of a_b.png")]
    public void Names_of_grids_tell_more_where_asked_for(string output, string expected)
    {
        OutputSettings settings = OutputPlace.At(Path.Combine(_folder, output)) with { AddNumber = output.Length == 0, GridPattern = new FileNamePattern("[seed] of a/b") };
        var files = new OutputFiles(settings, "unused", count: 2);
        Assert.Equal(expected, Path.GetFileName(files.SaveGrid(Picture(0), Subject with { Seed = 7 })));
    }

    [Fact]
    public void The_copy_of_a_large_picture_replaces_nothing_that_is_kept()
    {
        string other = Path.Combine(_folder, "out.jpg");
        File.WriteAllText(other, "another picture");
        OutputSettings settings = OutputPlace.At(Path.Combine(_folder, "out.png")) with { KeepExisting = true, LargeCopy = new LargeCopy(0, 64) };
        Assert.Equal("out-1.png", Path.GetFileName(Save(settings)));
        Assert.Equal("another picture", File.ReadAllText(other));
        Assert.True(File.Exists(Path.Combine(_folder, "out-1.jpg")));
    }

    [Fact]
    public void A_prompt_cannot_lead_out_of_the_folder()
    {
        FileNameSubject subject = Subject with { Prompt = "../../x/..\\y" };
        string path = new OutputFiles(OutputPlace.At(_folder) with { Pattern = new("[prompt]"), FolderPattern = new("[prompt]") }, "unused", count: 1).Save(Picture(0), 0, subject);
        Assert.Equal(Path.Combine(_folder, ".._.._x_.._y", ".._.._x_.._y.png"), path);
    }

    [Fact]
    public void A_file_that_is_there_can_be_kept()
    {
        OutputSettings settings = OutputPlace.At(Path.Combine(_folder, "out.png")) with { KeepExisting = true };
        Assert.Equal(["out.png", "out-1.png", "out-2.png"], Enumerable.Range(0, 3).Select(_ => Path.GetFileName(Save(settings))));
    }

    [Fact]
    public void The_infotext_can_go_beside_the_picture_instead_of_into_it()
    {
        string path = Save(OutputPlace.At(Path.Combine(_folder, "out.png")) with { SaveText = true, WithInfotext = false });
        Assert.Equal("infotext of 0\n", File.ReadAllText(Path.Combine(_folder, "out.txt")));
        Assert.Null(GenerationText.Read(PictureReader.Read(path)).Text);
    }

    [Fact]
    public void Quality_counts_for_jpeg()
    {
        long[] lengths = [.. new[] { 10, 100 }.Select(quality => new FileInfo(Save(OutputPlace.At(Path.Combine(_folder, $"{quality}.jpg")) with { Quality = quality })).Length)];
        Assert.True(lengths[0] < lengths[1], $"Quality 10 takes {lengths[0]} bytes, quality 100 {lengths[1]}.");
    }

    [Theory]
    [InlineData("out.gif", ExitCode.Usage)]
    [InlineData("out", ExitCode.Usage)]
    [InlineData("no-such-folder/out.png", ExitCode.Failure)]
    public void What_cannot_be_written_is_refused_at_once(string name, int exitCode)
    {
        CommandException exception = Assert.Throws<CommandException>(() => OutputPlace.At(Path.Combine(_folder, name)));
        Assert.Equal(exitCode, exception.ExitCode);
    }

    [Fact]
    public void Trying_the_folder_leaves_nothing_behind()
    {
        OutputPlace.At(Path.Combine(_folder, "out.png"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static FileNameSubject Subject { get; } = new()
    {
        Seed = 42,
        Steps = 20,
        CfgScale = 7,
        Width = 16,
        Height = 16,
        Sampler = "Euler a",
        Scheduler = "Automatic",
        Prompt = "a cat",
    };

    private static string Save(OutputSettings settings) => new OutputFiles(settings, "photo-42", count: 1).Save(Picture(0), 0, Subject);

    private static GeneratedPicture Picture(int index)
    {
        byte[] pixels = [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i * i))];
        return new GeneratedPicture(index, Seed: 42, Subseed: 0, new Picture(16, 16, 3, pixels), $"infotext of {index}");
    }
}
