using System.Security.Cryptography;
using System.Text;
using Palimpsest.Studio.Security;

namespace Palimpsest.Studio.Tests.Security;

public sealed class CredentialsTests
{
    [Fact]
    public void A_hash_stands_for_its_key()
    {
        string hash = "sha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("secret")));
        var credentials = new Credentials(new StudioOptions { ApiKey = hash });
        Assert.True(credentials.Accept("Bearer secret", null));
        Assert.False(credentials.Accept($"Bearer {hash}", null));
        Assert.False(credentials.Accept("Bearer ", null));
        Assert.False(credentials.Accept(null, null));
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("anna:")]
    [InlineData(":x")]
    [InlineData("anna:sha256:12")]
    public void Users_need_names_and_passwords(string users) => Assert.Throws<StudioStartException>(() => new Credentials(new StudioOptions { ApiAuth = users }));

    [Fact]
    public void Without_any_nobody_has_to_say_who_they_are() => Assert.False(new Credentials(new StudioOptions()).AreNeeded);
}
