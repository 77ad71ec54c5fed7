using System.Net;
using Palimpsest.Studio.WebUIApi.Pictures;

namespace Palimpsest.Studio.Tests.WebUIApi;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_internet_are_public(string address, bool expected) => Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:1/x.png")]
    [InlineData("http://localhost/x.png")]
    [InlineData("http://[::1]/x.png")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://2130706433/")]
    public async Task Nothing_is_fetched_from_this_machine_or_private_networks(string url)
    {
        using var fetcher = new PictureFetcher(new StudioOptions { AllowUrls = true });
        var refusal = await Assert.ThrowsAsync<Studio.WebUIApi.Errors.WebUIException>(() => fetcher.FetchAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal((500, "Request to local resource not allowed"), (refusal.Status, refusal.Detail));
    }

    [Fact]
    public async Task Nothing_is_fetched_unless_allowed()
    {
        using var fetcher = new PictureFetcher(new StudioOptions());
        var refusal = await Assert.ThrowsAsync<Studio.WebUIApi.Errors.WebUIException>(() => fetcher.FetchAsync("http://127.0.0.1:1/x.png", TestContext.Current.CancellationToken));
        Assert.Equal("Requests not allowed", refusal.Detail);
    }
}
