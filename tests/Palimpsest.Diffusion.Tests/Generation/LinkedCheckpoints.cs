using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>A folder with a tiny checkpoint under several names, for as long as a test takes.</summary>
internal sealed class LinkedCheckpoints : IDisposable
{
    public LinkedCheckpoints(params string[] names)
    {
        foreach (string name in names)
        {
            File.CreateSymbolicLink(PathOf(name), SyntheticModels.PathOf("tiny-sd1-half"));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name + ".safetensors");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
