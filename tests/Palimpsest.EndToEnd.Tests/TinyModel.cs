namespace Palimpsest.EndToEnd.Tests;

/// <summary>The small synthetic checkpoint that the reference pictures were made with, written once for all tests of a class.</summary>
public sealed class TinyModel : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Its name is part of the infotexts.</summary>
    public string FilePath => _folder.PathOf("tiny-sd1.safetensors");

    public async ValueTask InitializeAsync()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("models", "synth", "--architecture", "tiny-sd1", FilePath);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
