using System.Text.Json.Nodes;
using McpRedis.Auth;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>An authenticator, an issuer on loopback with one key of each kind, and tokens that are right but for what a test changes.</summary>
internal sealed class OAuthRoom : IDisposable
{
    // Made once: an RSA key takes a tenth of a second.
    public static readonly TestKey Rsa = TestKey.Rsa("rsa-1"), Ec = TestKey.Ec("ec-1"), Stranger = TestKey.Rsa("rsa-1"), StrangerEc = TestKey.Ec("ec-1");

    private readonly AuthRoom _room;

    public OAuthRoom(bool discover = false, Func<AuthOptions, AuthOptions>? change = null)
    {
        Issuer.Publish(Rsa, Ec);
        var options = AuthRoom.OAuth(Issuer.Url, discover ? null : Issuer.Url + IssuerServer.Keys);
        _room = AuthRoom.Open(change is null ? options : change(options));
    }

    public IssuerServer Issuer { get; } = new();

    public ManualTime Time => _room.Time;

    public LogLines Log => _room.Log;

    public Authenticator Authenticator => _room.Authenticator;

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public JsonObject Claims() => new()
    {
        ["iss"] = Issuer.Url,
        ["aud"] = AuthRoom.PublicUrl,
        ["exp"] = Now + 3600,
        ["nbf"] = Now,
        ["sub"] = "alice",
        ["scope"] = "openid redis:read",
    };

    public static JsonObject Header(TestKey key) => new() { ["alg"] = key.Algorithm, ["kid"] = key.Id, ["typ"] = "at+jwt" };

    /// <summary>A right token, after these changes.</summary>
    public string Token(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TestKey? key = null)
    {
        var (head, body) = (Header(key ?? Rsa), Claims());
        header?.Invoke(head);
        claims?.Invoke(body);
        return (key ?? Rsa).Sign(head, body);
    }

    public Task<AuthResult> AskAsync(string token) => _room.AskAsync("Bearer " + token);

    public Task<AuthResult.Accepted> AcceptAsync(string token) => _room.AcceptAsync(token);

    public Task<AuthResult.Refused> RefuseAsync(string token) => _room.RefuseAsync("Bearer " + token);

    /// <summary>The description of the refusal.</summary>
    public async Task<string> WhyAsync(string token) => (await RefuseAsync(token)).Description;

    public void Dispose()
    {
        _room.Dispose();
        Issuer.Dispose();
    }
}
