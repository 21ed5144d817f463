using System.Text.Json;
using McpRedis.Auth;
using McpRedis.Auth.OAuth;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tests.Auth.OAuth;

public sealed class AccessClaimsTests
{
    [Theory]
    [InlineData("""{"scope":"redis:read"}""", "Read")]
    [InlineData("""{"scope":"redis:write"}""", "Write")]
    [InlineData("""{"scope":"redis:admin"}""", "Full")]
    [InlineData("""{"scope":" redis:read  openid redis:admin redis:write "}""", "Full")]
    [InlineData("""{"scope":["openid","redis:write"]}""", "Write")]
    [InlineData("""{"scp":"redis:read redis:write"}""", "Write")]
    [InlineData("""{"scp":["redis:read"]}""", "Read")]
    [InlineData("""{"scope":"redis:read","scp":["redis:admin"]}""", "Read")]
    public void Scopes_are_levels(string claims, string level) => Assert.Equal(Enum.Parse<AccessLevel>(level), Read(claims).Grant!.Access);

    [Theory]
    [InlineData("""{"scope":null}""")]
    [InlineData("""{"scope":1}""")]
    [InlineData("""{"scope":["redis:read",1]}""")]
    [InlineData("""{"scope":{"redis:read":true}}""")]
    [InlineData("""{"scope":"redis:read","redis_prefixes":null}""")]
    [InlineData("""{"scope":"redis:read","redis_prefixes":[]}""")]
    [InlineData("""{"scope":"redis:read","redis_prefixes":[""]}""")]
    [InlineData("""{"scope":"redis:read","redis_prefixes":["a:",1]}""")]
    [InlineData("""{"scope":"redis:read","redis_prefixes":"a:"}""")]
    [InlineData("""{"scope":"redis:read","redis_connections":null}""")]
    [InlineData("""{"scope":"redis:read","redis_connections":[]}""")]
    [InlineData("""{"scope":"redis:read","redis_connections":"staging"}""")]
    public void What_is_not_understood_refuses_the_token(string claims)
    {
        var (grant, refusal) = Read(claims);
        Assert.Null(grant);
        Assert.Equal((401, "invalid_token"), (refusal!.Status, refusal.Error));
    }

    [Fact]
    public void Prefixes_and_connections_narrow_in_one_order()
    {
        var grant = Read("""{"scope":"redis:read","redis_prefixes":["b:","a:","b:"],"redis_connections":["staging","elsewhere","default","staging"]}""").Grant!;
        Assert.Equal(["a:", "b:"], grant.KeyPrefixes);
        Assert.Equal(["default", "staging"], grant.Connections!);
        Assert.Equal(grant, Read("""{"scope":"redis:read","redis_prefixes":["a:","b:"],"redis_connections":["default","staging"]}""").Grant);
    }

    [Fact]
    public void Connections_of_other_servers_alone_open_nothing() =>
        Assert.Equal("The token names no connection of this server.", Read("""{"scope":"redis:admin","redis_connections":["elsewhere"]}""").Refusal!.Description);

    [Fact]
    public void Without_claims_nothing_is_narrowed()
    {
        var grant = Read("""{"scope":"redis:admin"}""").Grant!;
        Assert.Null(grant.Connections);
        Assert.Empty(grant.KeyPrefixes);
    }

    private static (Grant? Grant, AuthResult.Refused? Refusal) Read(string claims) => new AccessClaims(["default", "staging"]).Read(JsonElement.Parse(claims));
}
