using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Diffusion.Tests.Jobs;

public sealed class SourceFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pictures_of_all_subfolders_are_found_and_the_output_is_left_out()
    {
        Write("p10.png", "p9.JPG", "notes.txt", "sub/p1.webp", "out/p1.png", "outside/p2.png");
        (string, string)[] expected =
            [("outside/p2.png", "outside/p2"), ("p9.JPG", "p9"), ("p10.png", "p10"), ("sub/p1.webp", "sub/p1")];
        Assert.Equal(expected.Select(pair => (Path.Combine(_folder, pair.Item1), pair.Item2)), SourceFolder.Pictures(_folder, Path.Combine(_folder, "out")));
    }

    [Fact]
    public void Sources_that_differ_in_the_extension_alone_keep_it()
    {
        Write("a.png", "a.jpg", "b.png");
        Assert.Equal(["a.jpg", "a.png", "b"], SourceFolder.Pictures(_folder, "elsewhere").Select(source => source.Name));
    }

    [Fact]
    public void A_folder_can_be_its_own_output()
    {
        Write("a.png");
        Assert.Single(SourceFolder.Pictures(_folder, _folder));
    }

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }
}
