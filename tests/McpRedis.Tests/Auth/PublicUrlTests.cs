using McpRedis.Auth;

namespace McpRedis.Tests.Auth;

public sealed class PublicUrlTests
{
    [Theory]
    [InlineData("https://redis.example.com/mcp", "https://redis.example.com/mcp", "https://redis.example.com/.well-known/oauth-protected-resource/mcp")]
    [InlineData("HTTPS://Redis.Example.COM:443/mcp/", "https://redis.example.com/mcp", "https://redis.example.com/.well-known/oauth-protected-resource/mcp")]
    [InlineData("https://redis.example.com", "https://redis.example.com", "https://redis.example.com/.well-known/oauth-protected-resource")]
    [InlineData("https://redis.example.com/", "https://redis.example.com", "https://redis.example.com/.well-known/oauth-protected-resource")]
    [InlineData("https://redis.example.com:8443/a/b/Mcp", "https://redis.example.com:8443/a/b/Mcp", "https://redis.example.com:8443/.well-known/oauth-protected-resource/a/b/Mcp")]
    [InlineData("http://127.0.0.1:8080/mcp", "http://127.0.0.1:8080/mcp", "http://127.0.0.1:8080/.well-known/oauth-protected-resource/mcp")]
    [InlineData("http://[::1]:8080/mcp", "http://[::1]:8080/mcp", "http://[::1]:8080/.well-known/oauth-protected-resource/mcp")]
    [InlineData("http://LOCALHOST/mcp", "http://localhost/mcp", "http://localhost/.well-known/oauth-protected-resource/mcp")]
    public void Has_one_form(string text, string resource, string metadata) => Assert.Equal(new PublicUrl(resource, metadata), PublicUrl.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("/mcp")]
    [InlineData("redis.example.com/mcp")]
    [InlineData("http://redis.example.com/mcp")]
    [InlineData("http://localhost.example.com/mcp")]
    [InlineData("http://127.0.0.1.example.com/mcp")]
    [InlineData("http://0.0.0.0/mcp")]
    [InlineData("ftp://redis.example.com/mcp")]
    [InlineData("https://redis.example.com/mcp?x=1")]
    [InlineData("https://redis.example.com/mcp#")]
    [InlineData("https://redis.example.com/mcp#x")]
    [InlineData("https://user@redis.example.com/mcp")]
    [InlineData("https://user:word@redis.example.com/mcp")]
    [InlineData("https://redis.example.com/\"mcp")]
    [InlineData("https://redis.example.com/m cp")]
    [InlineData("https://rédis.example.com/mcp")]
    [InlineData("https:///mcp")]
    public void Others_are_refused(string text) => Assert.Null(PublicUrl.Read(text));

    [Theory]
    [InlineData("https://redis.example.com/mcp", "https://redis.example.com/mcp", true)]
    [InlineData("https://redis.example.com/mcp", "https://redis.example.com/mcp/", false)]
    [InlineData("https://redis.example.com/mcp", "https://redis.example.com/MCP", false)]
    [InlineData("https://redis.example.com/mcp", "https://redis.example.com", false)]
    [InlineData("https://redis.example.com/mcp", "HTTPS://redis.example.com/mcp", false)]
    [InlineData("https://redis.example.com", "https://redis.example.com", true)]
    [InlineData("https://redis.example.com", "https://redis.example.com/", true)]
    [InlineData("https://redis.example.com", "https://redis.example.com//", false)]
    [InlineData("https://redis.example.com", "https://redis.example.com.", false)]
    [InlineData("https://redis.example.com", "https://redis.example.con/", false)]
    [InlineData("https://redis.example.com", "", false)]
    public void Audience_is_the_very_same(string url, string audience, bool same) => Assert.Equal(same, PublicUrl.Read(url)!.IsAudience(audience));
}
