using McpRedis.Auth.OAuth;

namespace McpRedis.Tests.Auth.OAuth;

public sealed class IssuerMetadataTests : IDisposable
{
    private readonly OAuthRoom _room = new(discover: true);

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData("https://a.example.com", "https://a.example.com/.well-known/oauth-authorization-server", "https://a.example.com/.well-known/openid-configuration")]
    [InlineData("https://a.example.com/", "https://a.example.com/.well-known/oauth-authorization-server", "https://a.example.com/.well-known/openid-configuration")]
    [InlineData("https://a.example.com:8443/realms/one/", "https://a.example.com:8443/.well-known/oauth-authorization-server/realms/one",
        "https://a.example.com:8443/.well-known/openid-configuration/realms/one", "https://a.example.com:8443/realms/one/.well-known/openid-configuration")]
    public void Places(string issuer, params string[] places) => Assert.Equal(places, IssuerMetadata.Places(new Uri(issuer)).Select(place => place.AbsoluteUri));

    [Theory]
    [InlineData(IssuerServer.Metadata)]
    [InlineData(IssuerServer.OpenId)]
    public async Task Found_in_either_place(string place)
    {
        _room.Issuer.Answer(place, _room.Issuer.Document());
        await _room.AcceptAsync(_room.Token());
    }

    [Fact]
    public async Task Asked_for_in_order()
    {
        await _room.RefuseAsync(_room.Token());
        Assert.Equal([IssuerServer.Metadata, IssuerServer.OpenId], _room.Issuer.Paths);
    }

    [Fact]
    public async Task A_document_of_another_issuer_is_not_believed()
    {
        foreach (string place in (string[])[IssuerServer.Metadata, IssuerServer.OpenId])
        {
            _room.Issuer.Answer(place, _room.Issuer.Document(issuer: _room.Issuer.Url + "/"));
        }
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Contains("/.well-known/openid-configuration is of another issuer.", Assert.Single(_room.Log.Of<IssuerKeys>()).Text, StringComparison.Ordinal);
        Assert.Equal(0, _room.Issuer.Asked(IssuerServer.Keys));
    }

    [Theory]
    [InlineData("http://keys.example.com/keys")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/keys")]
    [InlineData("")]
    public async Task Keys_are_at_an_https_address(string keys)
    {
        _room.Issuer.Answer(IssuerServer.OpenId, _room.Issuer.Document(keys: keys));
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Contains("names no https address of its keys.", Assert.Single(_room.Log.Of<IssuerKeys>()).Text, StringComparison.Ordinal);
    }
}
