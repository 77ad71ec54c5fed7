namespace Palimpsest.Studio.Tests;

public sealed class StudioOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.5.5.5", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("192.168.1.2", false)]
    [InlineData("studio.example.org", false)]
    public void Only_loopback_addresses_are_loopback(string host, bool expected) => Assert.Equal(expected, new StudioOptions { Host = host }.IsLoopback);
}
