namespace Palimpsest.EndToEnd.Tests;

public sealed class RootCommandTests
{
    [Fact]
    public async Task Version_prints_the_version_alone()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("--version");
        Assert.Equal((0, "0.1.0", ""), (result.ExitCode, result.Output.Trim(), result.Error));
    }
}
