using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Xunit;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class EmbeddedModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-embedded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheFileIsFoundAndIsAnOrdinaryCheckpoint()
    {
        using Checkpoint checkpoint = Checkpoint.Open(EmbeddedModel.Locate());
        Assert.NotNull(NativeResolution.Of(checkpoint.Metadata));
    }

    [Fact]
    public void AMissingFileIsRefusedWithTheWayToRestoreIt()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => EmbeddedModel.Locate(_folder));
        Assert.Contains("is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("git checkout -- models/" + EmbeddedModel.FileName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileWithOneChangedByteIsRefused()
    {
        string path = Path.Combine(_folder, EmbeddedModel.FileName);
        File.Copy(EmbeddedModel.Locate(), path);
        using (FileStream file = File.Open(path, FileMode.Open))
        {
            file.Seek(file.Length / 2, SeekOrigin.Begin);
            int value = file.ReadByte();
            file.Seek(-1, SeekOrigin.Current);
            file.WriteByte((byte)(value ^ 1));
        }

        GenerationException error = Assert.Throws<GenerationException>(() => EmbeddedModel.Locate(_folder));
        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("--model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        using (FileStream file = File.OpenRead(EmbeddedModel.Locate()))
        using (FileStream half = File.Create(Path.Combine(_folder, EmbeddedModel.FileName)))
        {
            byte[] bytes = new byte[file.Length / 2];
            file.ReadExactly(bytes);
            half.Write(bytes);
        }

        Assert.Contains("is damaged", Assert.Throws<GenerationException>(() => EmbeddedModel.Locate(_folder)).Message, StringComparison.Ordinal);
    }
}
