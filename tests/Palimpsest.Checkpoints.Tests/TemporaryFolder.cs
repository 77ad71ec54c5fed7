namespace Palimpsest.Checkpoints.Tests;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public string[] Files => Directory.GetFiles(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
