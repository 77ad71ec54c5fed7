using System.Collections;

namespace Palimpsest.Studio.Tests;

public sealed class StudioOptionsReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-options-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        Write("{ \"port\": 1, \"host\": \"127.0.0.2\", \"data-dir\": \"file\", // why\n \"allowed-hosts\": [\"a\", \"b\"], \"memory\": \"6GB\", \"no-browser\": true, }");
        StudioOptions options = Read(new() { ["port"] = "3" }, new Hashtable { ["PALIMPSEST_PORT"] = "2", ["PALIMPSEST_DATA_DIR"] = "variable", ["PALIMPSEST_REFERENCE"] = "other" });
        Assert.Equal((3, "127.0.0.2", "variable", 6_000_000_000, false), (options.Port, options.Host, options.DataDir, options.MemoryBytes, options.OpenBrowser));
        Assert.Equal(["a", "b"], options.AllowedHosts);
    }

    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        StudioOptions options = Read([], new Hashtable());
        Assert.Equal(("127.0.0.1", 7860, true), (options.Host, options.Port, options.OpenBrowser));
    }

    [Theory]
    [InlineData("{ \"prot\": 1 }", "did you mean 'port'")]
    [InlineData("{ \"port\": \"many\" }", "palimpsest.json: port is 'many'; it must be a whole number from 0 to 65535.")]
    [InlineData("{ \"port\": ", "cannot be read as options")]
    [InlineData("[1]", "cannot be read as options")]
    [InlineData("{ \"api-auth\": \"nobody\" }", "user:password")]
    [InlineData("{ \"host\": \"0.0.0.0\" }", "--api-auth")]
    public void Wrong_options_say_where_they_stand(string json, string words)
    {
        Write(json);
        Assert.Contains(words, Assert.Throws<StudioStartException>(() => Read([], new Hashtable())).Message);
    }

    [Fact]
    public void Other_machines_are_let_in_with_credentials_only()
    {
        Assert.Throws<StudioStartException>(() => Read(new() { ["host"] = "0.0.0.0" }, new Hashtable()));
        Assert.False(Read(new() { ["host"] = "0.0.0.0", ["api-auth"] = "anna:secret" }, new Hashtable()).IsLoopback);
        Assert.False(Read(new() { ["host"] = "0.0.0.0" }, new Hashtable { ["PALIMPSEST_API_KEY"] = "key" }).IsLoopback);
    }

    [Fact]
    public void A_file_that_is_named_must_be_there() =>
        Assert.Contains("nothere.json", Assert.Throws<StudioStartException>(() => Read([], new Hashtable { ["PALIMPSEST_CONFIG"] = "nothere.json" })).Message);

    private StudioOptions Read(Dictionary<string, string> commandLine, Hashtable environment) => StudioOptionsReader.Read(commandLine, environment, _folder);

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder, "palimpsest.json"), json);
}
