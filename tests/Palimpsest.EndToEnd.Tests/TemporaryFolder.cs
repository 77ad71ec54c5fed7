namespace Palimpsest.EndToEnd.Tests;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palimpsest-test-");

    public string FullName => _folder.FullName;

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Writes a file that nobody may read and returns its path; skips the test where the rights to files do not hold.</summary>
    public string WriteUnreadable(string name)
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "An administrator may read every file.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows knows other rights to files.");
        Write(name, "secret");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(name), UnixFileMode.None);
        }

        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
